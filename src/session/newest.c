#include "newest.h"

#include <time.h>

bool sag__newest_init(sag__newest *newest)
{
    *newest = (sag__newest){.writing = 0, .waiting = -1, .reading = -1};
    pthread_condattr_t steady;
    if (pthread_condattr_init(&steady) != 0) {
        return false;
    }
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    bool good = pthread_mutex_init(&newest->mutex, NULL) == 0;
    if (good && pthread_cond_init(&newest->changed, &steady) != 0) {
        pthread_mutex_destroy(&newest->mutex);
        good = false;
    }
    pthread_condattr_destroy(&steady);
    return good;
}

void sag__newest_destroy(sag__newest *newest)
{
    pthread_cond_destroy(&newest->changed);
    pthread_mutex_destroy(&newest->mutex);
}

int sag__newest_begin(sag__newest *newest)
{
    pthread_mutex_lock(&newest->mutex);
    int slot = newest->writing;
    pthread_mutex_unlock(&newest->mutex);
    return slot;
}

/* The slot that nobody has. */
static int free_slot(const sag__newest *newest)
{
    int slot = 0;
    while (slot == newest->waiting || slot == newest->reading) {
        slot++;
    }
    return slot;
}

bool sag__newest_publish(sag__newest *newest)
{
    pthread_mutex_lock(&newest->mutex);
    bool open = !newest->closed;
    if (open) {
        newest->dropped_count += newest->waiting >= 0;
        newest->waiting = newest->writing;
        newest->writing = free_slot(newest);
        pthread_cond_broadcast(&newest->changed);
    }
    pthread_mutex_unlock(&newest->mutex);
    return open;
}

bool sag__newest_wait(sag__newest *newest)
{
    pthread_mutex_lock(&newest->mutex);
    while (newest->waiting >= 0 && !newest->closed) {
        pthread_cond_wait(&newest->changed, &newest->mutex);
    }
    bool open = !newest->closed;
    pthread_mutex_unlock(&newest->mutex);
    return open;
}

static struct timespec time_after(int64_t timeout_ns)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    int64_t sum_ns = (int64_t)at.tv_nsec + timeout_ns % 1000000000;
    at.tv_sec += (time_t)(timeout_ns / 1000000000 + sum_ns / 1000000000);
    at.tv_nsec = (long)(sum_ns % 1000000000);
    return at;
}

int sag__newest_fetch(sag__newest *newest, int64_t timeout_ns)
{
    const struct timespec limit = time_after(timeout_ns);
    pthread_mutex_lock(&newest->mutex);
    int failed = 0;
    while (newest->waiting < 0 && !newest->closed && failed == 0) {
        failed = pthread_cond_timedwait(&newest->changed, &newest->mutex, &limit);
    }
    int slot = newest->waiting;
    if (slot >= 0) {
        newest->reading = slot;
        newest->waiting = -1;
        pthread_cond_broadcast(&newest->changed);
    }
    pthread_mutex_unlock(&newest->mutex);
    return slot;
}

void sag__newest_close(sag__newest *newest)
{
    pthread_mutex_lock(&newest->mutex);
    newest->closed = true;
    pthread_cond_broadcast(&newest->changed);
    pthread_mutex_unlock(&newest->mutex);
}

bool sag__newest_is_closed(sag__newest *newest)
{
    pthread_mutex_lock(&newest->mutex);
    bool closed = newest->closed;
    pthread_mutex_unlock(&newest->mutex);
    return closed;
}

int64_t sag__newest_get_dropped(sag__newest *newest)
{
    pthread_mutex_lock(&newest->mutex);
    int64_t count = newest->dropped_count;
    pthread_mutex_unlock(&newest->mutex);
    return count;
}
