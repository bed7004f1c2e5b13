/*
 * ort_script.h - the program that `node` runs to let ONNX Runtime take part. See ort_child.h for how it is spoken to.
 */
#ifndef SAGITTA_BENCH_ORT_SCRIPT_H
#define SAGITTA_BENCH_ORT_SCRIPT_H

extern const char sag__ort_script[];

#endif
