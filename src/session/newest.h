/*
 * newest.h - hands the newest of something from one thread to another; what is not fetched in time is dropped.
 *
 * There are three slots, which belong to the caller and are known here by their numbers only: one is being written, one
 * waits to be fetched, one is being read. So neither side ever waits for the other. Where nothing may be lost, the
 * writer waits until what it published was fetched (sag__newest_wait).
 * Thread: one writer, one reader; close by any.
 */
#ifndef SAGITTA_SESSION_NEWEST_H
#define SAGITTA_SESSION_NEWEST_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define SAG__NEWEST_SLOTS 3

typedef struct sag__newest {
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t changed;
    int writing; /* the slot of the writer */
    int waiting; /* of the newest that was published, -1 none */
    int reading; /* of the reader, -1 none */
    bool closed;
    int64_t dropped_count;
} sag__newest;

/* Returns false without the system's means. */
bool sag__newest_init(sag__newest *newest);
void sag__newest_destroy(sag__newest *newest);

/* Returns: the slot to write now; the same until publish. */
int sag__newest_begin(sag__newest *newest);

/* Publish what was written; what still waits is dropped. Returns: false if it is closed. */
bool sag__newest_publish(sag__newest *newest);

/* Wait until nothing waits to be fetched. Returns: false if it is closed. */
bool sag__newest_wait(sag__newest *newest);

/*
 * Fetch the newest, waiting up to a time; the one fetched before goes back.
 * Returns: its slot, good until the next fetch; -1 if none came, or it is closed and nothing waits.
 */
int sag__newest_fetch(sag__newest *newest, int64_t timeout_ns);

/* Nothing comes any more: whoever waits goes on. What waits may still be fetched. */
void sag__newest_close(sag__newest *newest);
bool sag__newest_is_closed(sag__newest *newest);

int64_t sag__newest_get_dropped(sag__newest *newest);

#endif
