/*
 * heap.h - where the memory of small allocations comes from.
 */
#ifndef SAGITTA_CLI_HEAP_H
#define SAGITTA_CLI_HEAP_H

/*
 * Let the heap use large pages of the kernel and keep what is freed: a run that ends in a moment spends a good part of
 * it on page faults otherwise. Called before the work begins; where the C library has no such knobs nothing happens.
 */
void heap_prepare(void);

#endif
