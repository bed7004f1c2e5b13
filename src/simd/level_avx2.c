#if !defined(__AVX2__)
#error "compile this file for its level: see CMakeLists.txt"
#endif

#define SAG__VECTOR_BYTES 32
#define SAG__LEVEL_TABLE sag__kernels_avx2
#include "level_kernels.h"
