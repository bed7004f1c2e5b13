#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512DQ__) || !defined(__AVX512VL__)
#error "compile this file for its level: see CMakeLists.txt"
#endif

#define SAG__VECTOR_BYTES 64
#define SAG__LEVEL_TABLE sag__kernels_avx512
#include "level_kernels.h"
