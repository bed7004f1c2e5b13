/*
 * angle.h - angles between lines in a plane, in radians.
 *
 * Arguments are differences "forward" and "up" in any one unit of length; the caller has settled facing and sign.
 * A zero-length line, or any NaN, gives NaN.
 */
#ifndef SAGITTA_GEOM_ANGLE_H
#define SAGITTA_GEOM_ANGLE_H

#define SAG__PI 3.14159265358979323846

/* Degrees appear only where people read or where a published threshold is stated. */
#define SAG__RAD(deg) ((deg) * (SAG__PI / 180.0))
#define SAG__DEG(rad) ((rad) * (180.0 / SAG__PI))

/* Angle between the vectors a and b, 0 .. pi. */
double sag__angle_between(double ax, double ay, double bx, double by);

/* The same in space. */
double sag__angle_between_3d(const double a[3], const double b[3]);

/* Inclination of a line from the upward vertical, + forward, -pi .. pi. */
double sag__angle_inclination(double forward, double up);

/* Elevation of a line over the horizontal, whichever way it points, + upward, -pi/2 .. pi/2. */
double sag__angle_elevation(double forward, double up);

#endif
