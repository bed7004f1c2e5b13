/*
 * decimal.h - numbers rounded for people.
 */
#ifndef SAGITTA_BASE_DECIMAL_H
#define SAGITTA_BASE_DECIMAL_H

/* Round to 0..9 decimals, never to a negative zero: "-0.000" and "0.000" would be two texts for one number. */
double sag__decimal_round(double value, int decimals);

#endif
