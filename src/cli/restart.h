/*
 * restart.h - the program begun anew with an environment that libraries read only while they are loaded.
 */
#ifndef SAGITTA_CLI_RESTART_H
#define SAGITTA_CLI_RESTART_H

/* Keep the words of main for a restart. argv: borrowed for the life of the process. */
void restart_keep_words(char **argv);

/*
 * Let the threads of a network wait for each other asleep instead of spinning: where other processes want the cores,
 * two threads that spin take 650 to 800 ms for what takes 2 ms on an idle machine, and sleeping ones 6 to 10 ms. The
 * team belongs to OpenMP, which reads OMP_WAIT_POLICY before main; so the first call with more than one thread sets it
 * and starts the program anew. What the environment already says stays, and without restart all works as well, slower.
 * thread_count: 0 for all cores. Call it before anything is opened, printed or started.
 */
void restart_for_threads(int thread_count);

#endif
