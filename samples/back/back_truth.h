/* back_truth.h - the columns of a truth file that the back is compared with. Degrees, as in the file. */
#ifndef BACK_TRUTH_H
#define BACK_TRUTH_H

#include <stdbool.h>
#include <stddef.h>

typedef struct back_truth {
    int rep;
    bool descent;
    double depth; /* 0 standing .. 1 bottom */
    double knee_flexion_deg;
    double pelvic_tilt_deg;
    double lumbar_flexion_deg;
} back_truth;

/* Read rows in the order of frames. Returns: rows read, at most `room`; 0 when there is no such file. */
size_t back_truth_read(back_truth *row, size_t room, const char *path);

#endif
