#if !defined(__ARM_NEON)
#error "compile this file for its level: see CMakeLists.txt"
#endif

#define SAG__VECTOR_BYTES 16
#define SAG__LEVEL_TABLE sag__kernels_neon
#include "level_kernels.h"
