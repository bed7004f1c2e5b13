/*
 * arctangent.h - the numbers of our own arctangent, one set for all levels.
 *
 * atan2(y, x) is brought to t = tan of an angle within pi/8 of 0: of the smaller over the larger of |x| and |y|, or,
 * above tan(pi/8), of what lies beyond pi/4: (small - large) / (small + large). There
 * atan(t) = t + t * s * Q(s), s = t * t, with Q the polynomial that meets (atan(t) / t - 1) / s at the Chebyshev points
 * of 0 .. tan(pi/8)^2. Relative error of the polynomial alone: 2.4e-9 (float), 4.7e-18 (double); coefficients were
 * computed with 60 decimal digits. Then the octants are put back: r = pi/4 + atan(t), or r = atan(t), is taken from pi/2 or
 * pi or added to pi/2 or 0, whose choice and sign are known before t is; and the sign of y.
 */
#ifndef SAGITTA_SIMD_ARCTANGENT_H
#define SAGITTA_SIMD_ARCTANGENT_H

#define SAG__ATAN_SPLIT 0.41421356237309503 /* tan(pi/8) */
#define SAG__ATAN_QUARTER 0.78539816339744831
#define SAG__ATAN_HALF 1.5707963267948966
#define SAG__ATAN_WHOLE 3.1415926535897931

#define SAG__ATAN_F32_COUNT 5
#define SAG__ATAN_F32 {-0.3333333134651184f, 0.19999539852142334f, -0.14263956248760223f, 0.10743731260299683f, \
                       -0.06451927870512009f}

#define SAG__ATAN_F64_COUNT 11
#define SAG__ATAN_F64 {-0x1.5555555555555p-2, 0x1.999999999934cp-3,  -0x1.2492492436201p-3, 0x1.c71c71853d7fap-4, \
                       -0x1.745d0b28a7e37p-4, 0x1.3b1263064f6b9p-4,  -0x1.10fa77b1a6d57p-4, 0x1.dfe6497e96323p-5, \
                       -0x1.a0999c632b6edp-5, 0x1.4162c02b1dda3p-5,  -0x1.3a31b1c0fd3b6p-6}

#endif
