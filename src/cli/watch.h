/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner face of `kurs watch`. The documents of a flight (docs/api.md) come from a feed, which flies
 * here or asks a server; from them and from what the viewer has chosen a page of cells is drawn;
 * a terminal shows the page, or it is printed. Drawing knows neither terminal nor feed. Texts of
 * documents are not trusted: only letters, digits and signs of one column come to a page.
 */
#ifndef KURS_CLI_WATCH_H
#define KURS_CLI_WATCH_H

#include <stdint.h>

#include <jansson.h>

#include "cli/cli.h"

/* ---- cells ----------------------------------------------------------------------------------- */

typedef enum kurs_watch_style {
    KURS_WATCH_PLAIN,
    KURS_WATCH_FAINT,
    KURS_WATCH_BOLD,
    KURS_WATCH_BAR,    /* the line at the top */
    KURS_WATCH_CHOSEN, /* of a list */
    KURS_WATCH_LAND,
    KURS_WATCH_NIGHT, /* land without the Sun */
    KURS_WATCH_FLOWN,
    KURS_WATCH_AHEAD,
    KURS_WATCH_SHIP,
    KURS_WATCH_STATION,
    KURS_WATCH_PLACE,
    KURS_WATCH_GOOD,
    KURS_WATCH_WARN,
    KURS_WATCH_BAD,
    KURS_WATCH_STYLES
} kurs_watch_style;

typedef enum kurs_watch_sign {
    KURS_WATCH_SIGN_SHIP,
    KURS_WATCH_SIGN_STATION,
    KURS_WATCH_SIGN_PAD,
    KURS_WATCH_SIGN_ZONE,
    KURS_WATCH_SIGN_SUN,
    KURS_WATCH_SIGN_FLOWN,
    KURS_WATCH_SIGN_AHEAD,
    KURS_WATCH_SIGN_WAY, /* of the station */
    KURS_WATCH_SIGN_DONE,
    KURS_WATCH_SIGN_NEXT,
    KURS_WATCH_SIGN_PLANNED,
    KURS_WATCH_SIGN_OUT, /* of its limits */
    KURS_WATCH_SIGN_NOT_YET,
    KURS_WATCH_SIGN_CUT,
    KURS_WATCH_SIGN_LINE,
    KURS_WATCH_SIGNS
} kurs_watch_sign;

typedef struct kurs_watch_cell {
    uint32_t c; /* a code point that takes one column */
    unsigned char style;
} kurs_watch_cell;

enum { KURS_WATCH_MOST = 1000 }; /* columns, rows */

typedef struct kurs_watch_page {
    int rows, columns;
    int utf8; /* 0: ASCII alone */
    kurs_watch_cell *cells;
} kurs_watch_page;

typedef struct kurs_watch_box {
    int row, column, rows, columns;
} kurs_watch_box;

/* Blank. More than KURS_WATCH_MOST is cut. ERR_MEMORY. */
KURS_CHECK kurs_status kurs_watch_page_init(kurs_watch_page *page, int rows, int columns, int utf8);
void kurs_watch_page_free(kurs_watch_page *page);

/* The next code point of a UTF-8 text that is not at its end, U+FFFD for bytes that are none;
 * *text goes on. */
uint32_t kurs_watch_decode(const char **text);
/* What is shown for a code point of a foreign text. */
uint32_t kurs_watch_tame(uint32_t c, int utf8);
uint32_t kurs_watch_sign_of(kurs_watch_sign sign, int utf8);
/* A text with all that could move a terminal's cursor or colour made '?', for messages; cut at the
 * size. */
void kurs_watch_clean(const char *text, char *out, size_t size);

/* All are cut at the page's edges. The text takes up to `width` columns, the last one telling where
 * it is cut; the columns taken come back. */
void kurs_watch_put_cell(kurs_watch_page *page, int row, int column, kurs_watch_style style,
                         uint32_t c);
void kurs_watch_put_sign(kurs_watch_page *page, int row, int column, kurs_watch_style style,
                         kurs_watch_sign sign);
int kurs_watch_put(kurs_watch_page *page, int row, int column, int width, kurs_watch_style style,
                   const char *text);
KURS_PRINTF(6, 7)
int kurs_watch_putf(kurs_watch_page *page, int row, int column, int width, kurs_watch_style style,
                    const char *format, ...);
/* The same, ending before column + width. */
KURS_PRINTF(6, 7)
int kurs_watch_put_right(kurs_watch_page *page, int row, int column, int width,
                         kurs_watch_style style, const char *format, ...);
/* A line with a title over a part of the page. */
KURS_PRINTF(5, 6)
void kurs_watch_title(kurs_watch_page *page, int row, int column, int width, const char *format,
                      ...);
void kurs_watch_fill(kurs_watch_page *page, const kurs_watch_box *box, kurs_watch_style style);

/* Adds the page as lines without colours. ERR_MEMORY, ERR_FULL. */
KURS_CHECK kurs_status kurs_watch_page_print(const kurs_watch_page *page, kurs_buf *out);

/* ---- documents ------------------------------------------------------------------------------- */

typedef enum kurs_watch_what {
    KURS_WATCH_FACTS,
    KURS_WATCH_TIMELINE,
    KURS_WATCH_TRACK,
    KURS_WATCH_NOW,
    KURS_WATCH_FLIGHTS,
    KURS_WATCH_COMMAND,
    KURS_WATCH_WHATS
} kurs_watch_what;

enum { KURS_WATCH_DOCS = KURS_WATCH_NOW + 1, KURS_WATCH_DOC_MAX = 4 << 20 };

/* The newest document of each kind, NULL where there is none yet. */
typedef struct kurs_watch_docs {
    json_t *doc[KURS_WATCH_DOCS];
} kurs_watch_docs;

void kurs_watch_docs_free(kurs_watch_docs *docs);

/* "kurs.now/1". */
const char *kurs_watch_schema(kurs_watch_what what);
/* The document in n bytes of text; NULL with words where it is none of this kind. */
json_t *kurs_watch_parse(kurs_watch_what what, const char *text, size_t n, char why[160]);

/* Of an object, however wrong it is: "" and NaN where there is no such text or number. */
const char *kurs_watch_text(const json_t *object, const char *key);
double kurs_watch_number(const json_t *object, const char *key);
int kurs_watch_true(const json_t *object, const char *key);

/* ---- times ----------------------------------------------------------------------------------- */

enum { KURS_WATCH_TIME_SIZE = 32 };

/* s since 1970 without leap seconds; NaN for what is no UTC as documents write it. */
double kurs_watch_unix(const char *utc);
/* UTC with milliseconds and Z; "" outside of the years 1970 to 2999. */
void kurs_watch_utc(double unix_s, char out[KURS_WATCH_TIME_SIZE]);
/* "2d 02:26:41" of a span, without its sign; "-" for NaN. */
void kurs_watch_span(double s, char out[KURS_WATCH_TIME_SIZE]);
/* Mission time, which counts down to the second shown. */
void kurs_watch_met(double s, char out[KURS_WATCH_TIME_SIZE]);

/* ---- parts of the page ----------------------------------------------------------------------- */

enum { KURS_WATCH_NAME_SIZE = 48, KURS_WATCH_WORDS_SIZE = 240, KURS_WATCH_CHANNELS = 256 };

/* What the viewer has chosen, and is told. */
typedef struct kurs_watch_view {
    char channel[KURS_WATCH_NAME_SIZE]; /* chosen; "": the first */
    int back;                           /* rows that the timeline is put back */
    int help, quit;
    double going_s; /* s since 1970: where a jump that is under way leads; 0: there is none */
    int finding;    /* a channel's name is being typed */
    char find[KURS_WATCH_NAME_SIZE];
    char told[KURS_WATCH_WORDS_SIZE]; /* of the last command; "": nothing */
    char lost[KURS_WATCH_WORDS_SIZE]; /* why nothing new comes; "": it comes */
} kurs_watch_view;

/* 1 for land at a place in degrees. */
int kurs_watch_is_land(double lat_deg, double lon_deg);

/* The order of the channels: those with a value first, of these the ones with limits. Indices in
 * the facts' list; the count. */
int kurs_watch_channel_order(const kurs_watch_docs *docs, int order[KURS_WATCH_CHANNELS]);
const json_t *kurs_watch_channel(const kurs_watch_docs *docs, int index);
/* 0 in its limits or without; 1 out of them before they are watched; 2 out of them. */
int kurs_watch_channel_state(const kurs_watch_docs *docs, const json_t *channel);
/* Five figures, "-" for NaN. */
void kurs_watch_figure(double x, char out[16]);

void kurs_watch_draw_head(kurs_watch_page *page, const kurs_watch_docs *docs);
void kurs_watch_draw_map(kurs_watch_page *page, const kurs_watch_box *box,
                         const kurs_watch_docs *docs);
void kurs_watch_draw_timeline(kurs_watch_page *page, const kurs_watch_box *box,
                              const kurs_watch_docs *docs, int back);
void kurs_watch_draw_channels(kurs_watch_page *page, const kurs_watch_box *box,
                              const kurs_watch_docs *docs, const kurs_watch_view *view);
/* Columns that the board takes of so many rows: 0 where there is none. */
int kurs_watch_board_columns(const kurs_watch_docs *docs, int rows, int most);
void kurs_watch_draw_board(kurs_watch_page *page, const kurs_watch_box *box,
                           const kurs_watch_docs *docs);
/* All of them. */
void kurs_watch_draw(kurs_watch_page *page, const kurs_watch_docs *docs,
                     const kurs_watch_view *view);

/* ---- keys ------------------------------------------------------------------------------------ */

/* Keys that are no character. */
enum {
    KURS_WATCH_KEY_UP = 0x110000,
    KURS_WATCH_KEY_DOWN,
    KURS_WATCH_KEY_LEFT,
    KURS_WATCH_KEY_RIGHT,
    KURS_WATCH_KEY_PAGE_UP,
    KURS_WATCH_KEY_PAGE_DOWN,
    KURS_WATCH_KEY_HOME,
    KURS_WATCH_KEY_ESCAPE,
    KURS_WATCH_KEY_BACK,
    KURS_WATCH_KEY_ENTER,
    KURS_WATCH_KEY_RESIZE, /* the terminal has another size */
    KURS_WATCH_KEY_OTHER
};

enum { KURS_WATCH_BODY_SIZE = 80 };

/* What a key does: the view changes, or a command "clock" is given, whose body is JSON; else the
 * body is "". */
void kurs_watch_key(kurs_watch_view *view, const kurs_watch_docs *docs, uint32_t key,
                    char body[KURS_WATCH_BODY_SIZE]);

/* ---- feeds ----------------------------------------------------------------------------------- */

typedef struct kurs_watch_answer {
    kurs_watch_what what;
    kurs_status status;
    json_t *doc;                         /* NULL where status is below 0; the taker's */
    char why[KURS_WATCH_WORDS_SIZE * 2]; /* clean */
    int refused; /* the other side is there and says no: what the words are for */
} kurs_watch_answer;

/* One question at a time: `ask` begins it, `wait` waits up to ms for the answer, a key at the file
 * `input` (-1: none) or a signal; 1 with an answer. */
typedef struct kurs_watch_feed {
    void *ctx;
    void (*ask)(void *ctx, kurs_watch_what what, const char *body);
    int (*wait)(void *ctx, int input, int ms, kurs_watch_answer *out);
    void (*close)(void *ctx);
} kurs_watch_feed;

typedef struct kurs_watch_from {
    const char *path; /* mission file or folder of results */
    const char *missions, *at;
    double rate;
    int paused;
    const char *url, *flight, *token_file, *ca; /* where `url` is given */
} kurs_watch_from;

/* ERR_ARGUMENT: wrong usage; ERR_IO, ERR_MEMORY; else the input is wrong; `why` tells. */
KURS_CHECK kurs_status kurs_watch_fly_here(const kurs_watch_from *from, kurs_watch_feed *out,
                                           char why[KURS_LIVE_WHY_SIZE]);
KURS_CHECK kurs_status kurs_watch_connect(const kurs_watch_from *from, kurs_watch_feed *out,
                                          char why[KURS_LIVE_WHY_SIZE]);

/* s that rise evenly. */
double kurs_watch_clock(void);

/* ---- following ------------------------------------------------------------------------------- */

typedef struct kurs_watch_follow {
    kurs_watch_feed feed;
    kurs_watch_docs docs;
    int asking;                        /* a kurs_watch_what; -1: nothing */
    char body[KURS_WATCH_BODY_SIZE];   /* of a command that waits for its turn */
    double asked_s[KURS_WATCH_DOCS];   /* when each was asked for; of kurs_watch_clock */
    int stale[KURS_WATCH_DOCS];        /* to be asked for anew */
    double track_unix_s, state_unix_s; /* mission times of the track and of the newest state */
    char next[KURS_WATCH_NAME_SIZE];   /* event and phase of the newest state */
    char phase[KURS_WATCH_NAME_SIZE];
    char why[2 * KURS_WATCH_WORDS_SIZE]; /* of the last failure */
    int refused;                         /* it was a no */
    int failures;                        /* in a row */
    double retry_s;
} kurs_watch_follow;

void kurs_watch_follow_init(kurs_watch_follow *follow, const kurs_watch_feed *feed);
void kurs_watch_follow_free(kurs_watch_follow *follow);
/* Asks for what is due, waits up to ms, takes an answer. 1 where there is something new to show. */
int kurs_watch_follow_step(kurs_watch_follow *follow, kurs_watch_view *view, int input, int ms);
/* 1 where every document is there. */
int kurs_watch_follow_has_all(const kurs_watch_follow *follow);

/* ---- the terminal ---------------------------------------------------------------------------- */

/* 1 where the locale of the environment, which is set, has UTF-8. */
int kurs_watch_locale(void);
/* Takes the terminal of standard input and output; it is given back by `end` and when the program
 * exits. ERR_UNSUPPORTED: the terminal cannot move its cursor or is not known. */
KURS_CHECK kurs_status kurs_watch_term_begin(void);
void kurs_watch_term_end(void);
void kurs_watch_term_size(int *rows, int *columns);
void kurs_watch_term_show(const kurs_watch_page *page);
/* 0 where there is none. */
uint32_t kurs_watch_term_key(void);
/* 1 where it was closed or asked to end. */
int kurs_watch_term_gone(void);

#endif
