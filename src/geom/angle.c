#include "angle.h"

#include <math.h>

double sag__angle_between(double ax, double ay, double bx, double by)
{
    if ((ax == 0.0 && ay == 0.0) || (bx == 0.0 && by == 0.0)) {
        return NAN;
    }
    /* atan2 of cross and dot keeps its precision near 0 and pi, where acos loses it. */
    return fabs(atan2(ax * by - ay * bx, ax * bx + ay * by));
}

double sag__angle_between_3d(const double a[3], const double b[3])
{
    double cross_x = a[1] * b[2] - a[2] * b[1];
    double cross_y = a[2] * b[0] - a[0] * b[2];
    double cross_z = a[0] * b[1] - a[1] * b[0];
    double dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    double cross = sqrt(cross_x * cross_x + cross_y * cross_y + cross_z * cross_z);
    return cross == 0.0 && dot == 0.0 ? NAN : atan2(cross, dot);
}

double sag__angle_inclination(double forward, double up)
{
    return forward == 0.0 && up == 0.0 ? NAN : atan2(forward, up);
}

double sag__angle_elevation(double forward, double up)
{
    return forward == 0.0 && up == 0.0 ? NAN : atan2(up, fabs(forward));
}
