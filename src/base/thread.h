/*
 * thread.h - a thread of our own.
 */
#ifndef SAGITTA_BASE_THREAD_H
#define SAGITTA_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/*
 * Start a thread that no signal reaches: signals are for the threads of the program, and a request to stop must not
 * interrupt what this one waits for. Returns: false if the system gives no thread.
 */
bool sag__thread_start(pthread_t *thread, void *(*run)(void *context), void *context);

#endif
