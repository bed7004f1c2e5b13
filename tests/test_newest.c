/*
 * The exchange of newest things under stress: a fast writer, a slow reader, and the other way round. A program of its own,
 * so that ThreadSanitizer can watch it.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "newest.h"

enum { ROUNDS = 20000, WORDS = 64 };

typedef struct room {
    sag__newest newest;
    int slot[SAG__NEWEST_SLOTS][WORDS];
    bool lossless;
    int writer_pause; /* every so many rounds */
} room;

static void nap(void)
{
    const struct timespec step = {.tv_nsec = 50000};
    nanosleep(&step, NULL);
}

static void *write_all(void *context)
{
    room *r = context;
    for (int i = 1; i <= ROUNDS; i++) {
        if (r->lossless && !sag__newest_wait(&r->newest)) {
            break;
        }
        int slot = sag__newest_begin(&r->newest);
        for (int w = 0; w < WORDS; w++) {
            r->slot[slot][w] = i;
        }
        if (!sag__newest_publish(&r->newest)) {
            break;
        }
        if (r->writer_pause > 0 && i % r->writer_pause == 0) {
            nap();
        }
    }
    sag__newest_close(&r->newest);
    return NULL;
}

static void fail(const char *what)
{
    puts(what);
    exit(1);
}

/* Returns: how many came. */
static int read_all(room *r, int reader_pause)
{
    int last = 0;
    int count = 0;
    for (;;) {
        bool closed = sag__newest_is_closed(&r->newest);
        int slot = sag__newest_fetch(&r->newest, 1000000);
        if (slot < 0) {
            if (closed) {
                return count;
            }
            continue;
        }
        int value = r->slot[slot][0];
        for (int w = 1; w < WORDS; w++) {
            if (r->slot[slot][w] != value) {
                fail("a slot was written while it was read");
            }
        }
        if (value <= last) {
            fail("an older one came after a newer one");
        }
        last = value;
        count++;
        if (reader_pause > 0 && count % reader_pause == 0) {
            nap();
        }
    }
}

static void run(bool lossless, int writer_pause, int reader_pause)
{
    static room r;
    r = (room){.lossless = lossless, .writer_pause = writer_pause};
    pthread_t thread;
    if (!sag__newest_init(&r.newest) || pthread_create(&thread, NULL, write_all, &r) != 0) {
        fail("no thread");
    }
    int count = read_all(&r, reader_pause);
    pthread_join(thread, NULL);
    int64_t dropped = sag__newest_get_dropped(&r.newest);
    printf("%s: %d came, %lld dropped\n", lossless ? "all" : "newest", count, (long long)dropped);
    if (count + dropped != ROUNDS || (lossless && dropped != 0)) {
        fail("the counts do not add up");
    }
    sag__newest_destroy(&r.newest);
}

int main(void)
{
    run(false, 0, 10);
    run(false, 10, 0);
    run(false, 0, 0);
    run(true, 0, 100);
    return 0;
}
