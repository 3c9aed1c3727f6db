/* SPDX-License-Identifier: Apache-2.0 */
/* The flights that are open. */
#include <stdio.h>
#include <string.h>

#include "server/parts.h"

kurs_entry *kurs_server_entry(kurs_server *server, const char *id)
{
    kurs_entry *found = NULL;
    pthread_mutex_lock(&server->lock);
    for (int i = 0; i < KURS_SERVER_FLIGHTS && !found; i++) {
        kurs_entry *entry = server->entries[i];
        if (entry && strcmp(kurs_live_id(entry->live), id) == 0) {
            found = entry;
            found->refs++;
        }
    }
    pthread_mutex_unlock(&server->lock);
    return found;
}

kurs_entry *kurs_server_entry_at(kurs_server *server, int i)
{
    pthread_mutex_lock(&server->lock);
    kurs_entry *entry = server->entries[i];
    if (entry) {
        entry->refs++;
    }
    pthread_mutex_unlock(&server->lock);
    return entry;
}

void kurs_server_entry_drop(kurs_server *server, kurs_entry *entry)
{
    pthread_mutex_lock(&server->lock);
    const int left = --entry->refs;
    pthread_mutex_unlock(&server->lock);
    if (left == 0) {
        kurs_live_destroy(entry->live);
        kurs_hub_free(&entry->hub);
        kurs_free(entry);
    }
}

kurs_status kurs_server_reserve(kurs_server *server, char id[KURS_LIVE_NAME_SIZE])
{
    pthread_mutex_lock(&server->lock);
    int count = server->reserved;
    for (int i = 0; i < KURS_SERVER_FLIGHTS; i++) {
        count += server->entries[i] != NULL;
    }
    const int room = count < KURS_SERVER_FLIGHTS;
    if (room) {
        server->reserved++;
        snprintf(id, KURS_LIVE_NAME_SIZE, "f%d", ++server->made);
    }
    pthread_mutex_unlock(&server->lock);
    return room ? KURS_OK : KURS_ERR_FULL;
}

kurs_status kurs_server_fill(kurs_server *server, kurs_live *live)
{
    kurs_entry *entry = live ? kurs_alloc(sizeof *entry) : NULL;
    if (entry) {
        memset(entry, 0, sizeof *entry);
        entry->refs = 1;
        entry->live = live;
        kurs_hub_init(&entry->hub);
    }
    pthread_mutex_lock(&server->lock);
    server->reserved--;
    for (int i = 0; i < KURS_SERVER_FLIGHTS && entry; i++) {
        if (!server->entries[i]) {
            server->entries[i] = entry;
            break;
        }
    }
    pthread_mutex_unlock(&server->lock);
    return entry || !live ? KURS_OK : KURS_ERR_MEMORY;
}

int kurs_server_remove(kurs_server *server, const char *id)
{
    kurs_entry *entry = NULL;
    pthread_mutex_lock(&server->lock);
    for (int i = 0; i < KURS_SERVER_FLIGHTS && !entry; i++) {
        if (server->entries[i] && strcmp(kurs_live_id(server->entries[i]->live), id) == 0) {
            entry = server->entries[i];
            server->entries[i] = NULL;
        }
    }
    pthread_mutex_unlock(&server->lock);
    if (!entry) {
        return 0;
    }
    kurs_hub_end(&entry->hub);
    kurs_server_entry_drop(server, entry);
    return 1;
}
