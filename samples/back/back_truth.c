#include "back_truth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 16384, COLUMN_COUNT = 6 };

static const char *const column_name[COLUMN_COUNT] = {
    "rep", "phase", "depth", "knee_flexion_sagittal_left_deg", "pelvic_tilt_deg", "lumbar_flexion_deg",
};

/* Copy field number `index` of a line. */
static void field_copy(char *out, size_t room, const char *line, int index)
{
    while (index-- > 0 && line != NULL) {
        line = strchr(line, ',');
        line = line == NULL ? NULL : line + 1;
    }
    size_t length = line == NULL ? 0 : strcspn(line, ",\r\n");
    length = length < room - 1 ? length : room - 1;
    memcpy(out, line == NULL ? "" : line, length);
    out[length] = '\0';
}

static bool find_columns(int column[COLUMN_COUNT], const char *line)
{
    for (int c = 0; c < COLUMN_COUNT; c++) {
        char name[64] = "x";
        column[c] = -1;
        for (int i = 0; name[0] != '\0'; i++) {
            field_copy(name, sizeof name, line, i);
            if (strcmp(name, column_name[c]) == 0) {
                column[c] = i;
                break;
            }
        }
        if (column[c] < 0) {
            return false;
        }
    }
    return true;
}

size_t back_truth_read(back_truth *row, size_t room, const char *path)
{
    FILE *file = fopen(path, "r");
    static char line[LINE_BYTES];
    int column[COLUMN_COUNT];
    bool header = false;
    size_t count = 0;
    while (file != NULL && count < room && fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') {
            continue;
        }
        if (!header) {
            header = find_columns(column, line);
            if (!header) {
                break;
            }
            continue;
        }
        char text[COLUMN_COUNT][32];
        for (int c = 0; c < COLUMN_COUNT; c++) {
            field_copy(text[c], sizeof text[c], line, column[c]);
        }
        row[count++] = (back_truth){atoi(text[0]), strcmp(text[1], "descent") == 0, atof(text[2]),
                                    atof(text[3]), atof(text[4]), atof(text[5])};
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}
