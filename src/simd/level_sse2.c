#if !defined(__SSE2__)
#error "compile this file for its level: see CMakeLists.txt"
#endif

#define SAG__VECTOR_BYTES 16
#define SAG__LEVEL_TABLE sag__kernels_sse2
#include "level_kernels.h"
