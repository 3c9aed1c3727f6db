/* SPDX-License-Identifier: Apache-2.0 */
/* A worker with a queue. */
#include <string.h>

#include "server/parts.h"

enum { QUEUE = 256 };

typedef struct job {
    void (*work)(void *ctx);
    void *ctx;
} job;

struct kurs_jobs {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more;
    int closed, count, first;
    job queue[QUEUE];
};

/* 0: the queue is closed and empty. */
static int next_job(kurs_jobs *jobs, job *out)
{
    pthread_mutex_lock(&jobs->lock);
    while (jobs->count == 0 && !jobs->closed) {
        pthread_cond_wait(&jobs->more, &jobs->lock);
    }
    const int there = jobs->count > 0;
    if (there) {
        *out = jobs->queue[jobs->first];
        jobs->first = (jobs->first + 1) % QUEUE;
        jobs->count--;
    }
    pthread_mutex_unlock(&jobs->lock);
    return there;
}

static void *run(void *ctx)
{
    job next;
    while (next_job(ctx, &next)) {
        next.work(next.ctx);
    }
    return NULL;
}

kurs_jobs *kurs_jobs_create(void)
{
    kurs_jobs *jobs = kurs_alloc(sizeof *jobs);
    if (!jobs) {
        return NULL;
    }
    memset(jobs, 0, sizeof *jobs);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->more, NULL);
    if (pthread_create(&jobs->thread, NULL, run, jobs) != 0) {
        pthread_mutex_destroy(&jobs->lock);
        pthread_cond_destroy(&jobs->more);
        kurs_free(jobs);
        return NULL;
    }
    return jobs;
}

int kurs_jobs_put(kurs_jobs *jobs, void (*work)(void *ctx), void *ctx)
{
    pthread_mutex_lock(&jobs->lock);
    const int taken = !jobs->closed && jobs->count < QUEUE;
    if (taken) {
        jobs->queue[(jobs->first + jobs->count++) % QUEUE] = (job){work, ctx};
        pthread_cond_signal(&jobs->more);
    }
    pthread_mutex_unlock(&jobs->lock);
    return taken;
}

void kurs_jobs_close(kurs_jobs *jobs)
{
    if (!jobs) {
        return;
    }
    pthread_mutex_lock(&jobs->lock);
    const int first = !jobs->closed;
    jobs->closed = 1;
    pthread_cond_signal(&jobs->more);
    pthread_mutex_unlock(&jobs->lock);
    if (first) {
        pthread_join(jobs->thread, NULL);
    }
}

void kurs_jobs_destroy(kurs_jobs *jobs)
{
    if (jobs) {
        kurs_jobs_close(jobs);
        pthread_mutex_destroy(&jobs->lock);
        pthread_cond_destroy(&jobs->more);
        kurs_free(jobs);
    }
}
