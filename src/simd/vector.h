/*
 * vector.h - the few operations that kernels need beyond + - * /, for one width of vector.
 *
 * The file that includes it is compiled for one level and has set SAG__VECTOR_BYTES to 16, 32 or 64. Types: vf floats,
 * vi words, vd doubles, vl long words of that width, mf and md what a comparison gives. Every operation gives the bits
 * of the same operation on each value alone; least(a, b) is a < b ? a : b, also for NaN; where(m, a)
 * is a where m, else +0.
 */
#ifndef SAGITTA_SIMD_VECTOR_H
#define SAGITTA_SIMD_VECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#else
#error "no vectors here"
#endif

#define SAG__INLINE static inline __attribute__((always_inline, unused))

typedef float vf __attribute__((vector_size(SAG__VECTOR_BYTES)));
typedef int32_t vi __attribute__((vector_size(SAG__VECTOR_BYTES)));
typedef double vd __attribute__((vector_size(SAG__VECTOR_BYTES)));
typedef int64_t vl __attribute__((vector_size(SAG__VECTOR_BYTES)));

enum { FLOATS = SAG__VECTOR_BYTES / 4, DOUBLES = SAG__VECTOR_BYTES / 8 };

#if SAG__VECTOR_BYTES == 64

typedef __mmask16 mf;
typedef __mmask8 md;

SAG__INLINE vf splat_f(float x) { return (vf)_mm512_set1_ps(x); }
SAG__INLINE vd splat_d(double x) { return (vd)_mm512_set1_pd(x); }
SAG__INLINE mf greater_f(vf a, vf b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_GT_OQ); }
SAG__INLINE md greater_d(vd a, vd b) { return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_GT_OQ); }
SAG__INLINE mf ordered_f(vf a) { return _mm512_cmp_ps_mask((__m512)a, (__m512)a, _CMP_ORD_Q); }
SAG__INLINE md ordered_d(vd a) { return _mm512_cmp_pd_mask((__m512d)a, (__m512d)a, _CMP_ORD_Q); }
SAG__INLINE vf select_f(mf m, vf yes, vf no) { return (vf)_mm512_mask_blend_ps(m, (__m512)no, (__m512)yes); }
SAG__INLINE vd select_d(md m, vd yes, vd no) { return (vd)_mm512_mask_blend_pd(m, (__m512d)no, (__m512d)yes); }
SAG__INLINE vf where_f(mf m, vf a) { return (vf)_mm512_maskz_mov_ps(m, (__m512)a); }
SAG__INLINE vd where_d(md m, vd a) { return (vd)_mm512_maskz_mov_pd(m, (__m512d)a); }
SAG__INLINE vf root_f(vf a) { return (vf)_mm512_sqrt_ps((__m512)a); }
SAG__INLINE vd root_d(vd a) { return (vd)_mm512_sqrt_pd((__m512d)a); }
SAG__INLINE vf least_f(vf a, vf b) { return (vf)_mm512_min_ps((__m512)a, (__m512)b); }
SAG__INLINE vf most_f(vf a, vf b) { return (vf)_mm512_max_ps((__m512)a, (__m512)b); }
SAG__INLINE vd least_d(vd a, vd b) { return (vd)_mm512_min_pd((__m512d)a, (__m512d)b); }
SAG__INLINE vd most_d(vd a, vd b) { return (vd)_mm512_max_pd((__m512d)a, (__m512d)b); }
SAG__INLINE vd widen(const float *p) { return (vd)_mm512_cvtps_pd(_mm256_loadu_ps(p)); }

#else

typedef vi mf;
typedef vl md;

SAG__INLINE mf greater_f(vf a, vf b) { return a > b; }
SAG__INLINE md greater_d(vd a, vd b) { return a > b; }
SAG__INLINE mf ordered_f(vf a) { return a == a; }
SAG__INLINE md ordered_d(vd a) { return a == a; }
SAG__INLINE vf where_f(mf m, vf a) { return (vf)((vi)a & m); }
SAG__INLINE vd where_d(md m, vd a) { return (vd)((vl)a & m); }

#if SAG__VECTOR_BYTES == 32

SAG__INLINE vf splat_f(float x) { return (vf)_mm256_set1_ps(x); }
SAG__INLINE vd splat_d(double x) { return (vd)_mm256_set1_pd(x); }
SAG__INLINE vf select_f(mf m, vf yes, vf no) { return (vf)_mm256_blendv_ps((__m256)no, (__m256)yes, (__m256)m); }
SAG__INLINE vd select_d(md m, vd yes, vd no) { return (vd)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)m); }
SAG__INLINE vf root_f(vf a) { return (vf)_mm256_sqrt_ps((__m256)a); }
SAG__INLINE vd root_d(vd a) { return (vd)_mm256_sqrt_pd((__m256d)a); }
SAG__INLINE vf least_f(vf a, vf b) { return (vf)_mm256_min_ps((__m256)a, (__m256)b); }
SAG__INLINE vf most_f(vf a, vf b) { return (vf)_mm256_max_ps((__m256)a, (__m256)b); }
SAG__INLINE vd least_d(vd a, vd b) { return (vd)_mm256_min_pd((__m256d)a, (__m256d)b); }
SAG__INLINE vd most_d(vd a, vd b) { return (vd)_mm256_max_pd((__m256d)a, (__m256d)b); }
SAG__INLINE vd widen(const float *p) { return (vd)_mm256_cvtps_pd(_mm_loadu_ps(p)); }

#else

SAG__INLINE vf splat_f(float x) { return (vf){x, x, x, x}; }
SAG__INLINE vd splat_d(double x) { return (vd){x, x}; }
SAG__INLINE vf select_f(mf m, vf yes, vf no) { return (vf)(((vi)yes & m) | ((vi)no & ~m)); }
SAG__INLINE vd select_d(md m, vd yes, vd no) { return (vd)(((vl)yes & m) | ((vl)no & ~m)); }
SAG__INLINE vd widen(const float *p) { return (vd){(double)p[0], (double)p[1]}; }
#if defined(__x86_64__)
SAG__INLINE vf root_f(vf a) { return (vf)_mm_sqrt_ps((__m128)a); }
SAG__INLINE vd root_d(vd a) { return (vd)_mm_sqrt_pd((__m128d)a); }
SAG__INLINE vf least_f(vf a, vf b) { return (vf)_mm_min_ps((__m128)a, (__m128)b); }
SAG__INLINE vf most_f(vf a, vf b) { return (vf)_mm_max_ps((__m128)a, (__m128)b); }
SAG__INLINE vd least_d(vd a, vd b) { return (vd)_mm_min_pd((__m128d)a, (__m128d)b); }
SAG__INLINE vd most_d(vd a, vd b) { return (vd)_mm_max_pd((__m128d)a, (__m128d)b); }
#else
/* NEON's own least and most let a NaN win. */
SAG__INLINE vf root_f(vf a) { return (vf)vsqrtq_f32((float32x4_t)a); }
SAG__INLINE vd root_d(vd a) { return (vd)vsqrtq_f64((float64x2_t)a); }
SAG__INLINE vf least_f(vf a, vf b) { return select_f(a < b, a, b); }
SAG__INLINE vf most_f(vf a, vf b) { return select_f(a > b, a, b); }
SAG__INLINE vd least_d(vd a, vd b) { return select_d(a < b, a, b); }
SAG__INLINE vd most_d(vd a, vd b) { return select_d(a > b, a, b); }
#endif

#endif
#endif

SAG__INLINE vf load_f(const float *p)
{
    vf out;
    memcpy(&out, p, sizeof out);
    return out;
}

SAG__INLINE vd load_d(const double *p)
{
    vd out;
    memcpy(&out, p, sizeof out);
    return out;
}

SAG__INLINE void store_f(float *p, vf v) { memcpy(p, &v, sizeof v); }
SAG__INLINE void store_d(double *p, vd v) { memcpy(p, &v, sizeof v); }

SAG__INLINE vf magnitude_f(vf a) { return (vf)((vi)a & INT32_MAX); }
SAG__INLINE vd magnitude_d(vd a) { return (vd)((vl)a & INT64_MAX); }

/* The magnitude of one with the sign of the other; the magnitude has no sign of its own. */
SAG__INLINE vf signed_f(vf magnitude, vf sign) { return (vf)((vi)magnitude | ((vi)sign & INT32_MIN)); }
SAG__INLINE vd signed_d(vd magnitude, vd sign) { return (vd)((vl)magnitude | ((vl)sign & INT64_MIN)); }

/* -a where m, else a. */
#if SAG__VECTOR_BYTES == 64
SAG__INLINE vf turned_f(mf m, vf a) { return (vf)_mm512_mask_xor_ps((__m512)a, m, (__m512)a, _mm512_set1_ps(-0.0f)); }
SAG__INLINE vd turned_d(md m, vd a) { return (vd)_mm512_mask_xor_pd((__m512d)a, m, (__m512d)a, _mm512_set1_pd(-0.0)); }
#else
SAG__INLINE vf turned_f(mf m, vf a) { return (vf)((vi)a ^ (m & INT32_MIN)); }
SAG__INLINE vd turned_d(md m, vd a) { return (vd)((vl)a ^ (m & INT64_MIN)); }
#endif

#endif
