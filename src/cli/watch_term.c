/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal, by ncurses. */
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "cli/watch.h"

static volatile sig_atomic_t ended; /* by Ctrl-\ */
static SCREEN *screen;
static int coloured;

static void on_end(int signal_number)
{
    (void)signal_number;
    ended = 1;
}

int kurs_watch_locale(void)
{
    const char *term = getenv("TERM");
    /* numbers stay as they are in documents */
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        return 0;
    }
    return !term || strcmp(term, "linux") != 0; /* whose font lacks most signs */
}

static void begin_colours(void)
{
    static const short colours[KURS_WATCH_STYLES] = {
        [KURS_WATCH_LAND] = COLOR_GREEN,   [KURS_WATCH_NIGHT] = COLOR_BLUE,
        [KURS_WATCH_FLOWN] = COLOR_YELLOW, [KURS_WATCH_AHEAD] = COLOR_CYAN,
        [KURS_WATCH_SHIP] = COLOR_YELLOW,  [KURS_WATCH_STATION] = COLOR_MAGENTA,
        [KURS_WATCH_PLACE] = COLOR_RED,    [KURS_WATCH_GOOD] = COLOR_GREEN,
        [KURS_WATCH_WARN] = COLOR_YELLOW,  [KURS_WATCH_BAD] = COLOR_RED,
    };
    const char *none = getenv("NO_COLOR");
    if ((none && none[0]) || !has_colors() || start_color() == ERR) {
        return;
    }
    const short ground = use_default_colors() == ERR ? COLOR_BLACK : -1;
    for (int i = 0; i < KURS_WATCH_STYLES; i++) {
        if (colours[i]) {
            (void)init_pair((short)i, colours[i], ground);
        }
    }
    coloured = 1;
}

static attr_t attributes_of(int style)
{
    switch (style) {
    case KURS_WATCH_BAR:
    case KURS_WATCH_CHOSEN:
        return A_REVERSE;
    case KURS_WATCH_FAINT:
        return A_DIM;
    case KURS_WATCH_BOLD:
    case KURS_WATCH_SHIP:
    case KURS_WATCH_STATION:
    case KURS_WATCH_PLACE:
    case KURS_WATCH_BAD:
        return A_BOLD;
    default:
        return A_NORMAL;
    }
}

kurs_status kurs_watch_term_begin(void)
{
    const struct sigaction action = {.sa_handler = on_end};
    screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        return KURS_ERR_UNSUPPORTED;
    }
    const char *move = tigetstr("cup");
    if (!move || move == (const char *)-1) {
        kurs_watch_term_end();
        return KURS_ERR_UNSUPPORTED;
    }
    (void)atexit(kurs_watch_term_end);
    (void)sigaction(SIGQUIT, &action, NULL);
    cbreak();
    noecho();
    nonl();
    curs_set(0);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    begin_colours();
    return KURS_OK;
}

void kurs_watch_term_end(void)
{
    if (screen) {
        endwin();
        delscreen(screen);
        screen = NULL;
    }
}

void kurs_watch_term_size(int *rows, int *columns)
{
    getmaxyx(stdscr, *rows, *columns);
}

void kurs_watch_term_show(const kurs_watch_page *page)
{
    erase();
    for (int i = 0; i < page->rows; i++) {
        for (int j = 0; j < page->columns; j++) {
            const kurs_watch_cell *cell = &page->cells[i * page->columns + j];
            const wchar_t one[2] = {wcwidth((wchar_t)cell->c) == 1 ? (wchar_t)cell->c : L'?', 0};
            cchar_t out;
            const short pair = coloured && cell->style >= KURS_WATCH_LAND ? cell->style : 0;
            if (setcchar(&out, one, attributes_of(cell->style), pair, NULL) == OK) {
                (void)mvadd_wch(i, j, &out);
            }
        }
    }
    refresh();
}

uint32_t kurs_watch_term_key(void)
{
    static const struct {
        int code;
        uint32_t key;
    } codes[] = {
        {KEY_UP, KURS_WATCH_KEY_UP},          {KEY_DOWN, KURS_WATCH_KEY_DOWN},
        {KEY_LEFT, KURS_WATCH_KEY_LEFT},      {KEY_RIGHT, KURS_WATCH_KEY_RIGHT},
        {KEY_PPAGE, KURS_WATCH_KEY_PAGE_UP},  {KEY_NPAGE, KURS_WATCH_KEY_PAGE_DOWN},
        {KEY_HOME, KURS_WATCH_KEY_HOME},      {27, KURS_WATCH_KEY_ESCAPE},
        {KEY_BACKSPACE, KURS_WATCH_KEY_BACK}, {8, KURS_WATCH_KEY_BACK},
        {127, KURS_WATCH_KEY_BACK},           {'\r', KURS_WATCH_KEY_ENTER},
        {'\n', KURS_WATCH_KEY_ENTER},         {KEY_ENTER, KURS_WATCH_KEY_ENTER},
    };
    const int code = getch();
    if (code == ERR) {
        return 0;
    }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].code == code) {
            return codes[i].key;
        }
    }
    return code >= ' ' && code < 0x7f ? (uint32_t)code
           : code == KEY_RESIZE       ? KURS_WATCH_KEY_RESIZE
                                      : KURS_WATCH_KEY_OTHER;
}

int kurs_watch_term_gone(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    return ended || (poll(&in, 1, 0) > 0 && (in.revents & (POLLHUP | POLLERR | POLLNVAL)));
}
