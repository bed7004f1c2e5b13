#include "synth_check.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "synth_scenario.h"

enum { COLUMN_MAX = 512, LINE_MAX_BYTES = 32768, ANGLE_MAX = 40 };

typedef double v3[3];

typedef struct table {
    char head[LINE_MAX_BYTES], row[LINE_MAX_BYTES];
    const char *name[COLUMN_MAX];
    double value[COLUMN_MAX];
    int columns;
    double lordosis, heel_height;
} table;

/* What the checks share in a row: the person's axes. */
typedef struct view {
    const table *t;
    v3 fwd, up, right;
    int missing;
} view;

static double dot(const v3 a, const v3 b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(v3 out, const v3 a, const v3 b)
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

static void norm(v3 a)
{
    double n = sqrt(dot(a, a));
    for (int i = 0; i < 3; i++)
        a[i] /= n;
}

static double degrees(double rad)
{
    return rad * 57.29577951308232;
}

/* Unsigned angle between two vectors. */
static double between(const v3 a, const v3 b)
{
    v3 c;
    cross(c, a, b);
    return degrees(atan2(sqrt(dot(c, c)), dot(a, b)));
}

/* Angle from a to b about an axis, after both lose their part along it. */
static double about(const v3 a, const v3 b, const v3 axis)
{
    v3 pa, pb, c;
    for (int i = 0; i < 3; i++) {
        pa[i] = a[i] - axis[i] * dot(a, axis);
        pb[i] = b[i] - axis[i] * dot(b, axis);
    }
    cross(c, pa, pb);
    return degrees(atan2(dot(c, axis), dot(pa, pb)));
}

static int column(const table *t, const char *name)
{
    for (int i = 0; i < t->columns; i++)
        if (strcmp(t->name[i], name) == 0)
            return i;
    return -1;
}

static void point(view *w, v3 out, const char *name)
{
    static const char *const tail[3] = {"_x_m", "_y_m", "_z_m"};
    for (int k = 0; k < 3; k++) {
        char full[64];
        snprintf(full, sizeof full, "%s%s", name, tail[k]);
        int c = column(w->t, full);
        w->missing |= c < 0;
        out[k] = c < 0 ? 0.0 : w->t->value[c];
    }
}

/* out = to - from. */
static void line(view *w, v3 out, const char *from, const char *to)
{
    v3 a, b;
    point(w, a, from);
    point(w, b, to);
    for (int i = 0; i < 3; i++)
        out[i] = b[i] - a[i];
}

/* out = middle of a pair, "left_<name>" and "right_<name>". */
static void middle(view *w, v3 out, const char *name)
{
    char full[64];
    v3 a, b;
    snprintf(full, sizeof full, "left_%s", name);
    point(w, a, full);
    snprintf(full, sizeof full, "right_%s", name);
    point(w, b, full);
    for (int i = 0; i < 3; i++)
        out[i] = 0.5 * (a[i] + b[i]);
}

/* ---- recomputed angles ---- */

typedef struct result {
    char name[64];
    double value;
} result;

typedef struct results {
    result r[ANGLE_MAX];
    int count;
} results;

static void give(results *out, const char *stem, const char *side, const char *unit, double value)
{
    result *r = &out->r[out->count++];
    snprintf(r->name, sizeof r->name, "%s%s%s%s", stem, *side ? "_" : "", side, unit);
    r->value = value;
}

static void side_line(view *w, v3 out, const char *side, const char *from, const char *to)
{
    char a[64], b[64];
    snprintf(a, sizeof a, "%s_%s", side, from);
    snprintf(b, sizeof b, "%s_%s", side, to);
    line(w, out, a, b);
}

static void trunk_line(view *w, v3 out)
{
    v3 hips, shoulders;
    middle(w, hips, "hip");
    middle(w, shoulders, "shoulder");
    for (int i = 0; i < 3; i++)
        out[i] = shoulders[i] - hips[i];
}

/* Pelvis axes from the iliac spines and the hip centres. */
static void pelvis_axes(view *w, v3 x, v3 y, v3 z)
{
    v3 front, back;
    line(w, z, "left_hip", "right_hip");
    norm(z);
    middle(w, front, "asis");
    middle(w, back, "psis");
    for (int i = 0; i < 3; i++)
        x[i] = front[i] - back[i];
    double k = dot(x, z);
    for (int i = 0; i < 3; i++)
        x[i] -= k * z[i];
    norm(x);
    cross(y, z, x);
}

static void check_foot(view *w, results *out, const char *side, double sign, const v3 shank)
{
    v3 sole, flat, lateral, heel;
    char name[64];
    side_line(w, sole, side, "sole_heel", "sole_ball");
    for (int i = 0; i < 3; i++)
        flat[i] = i == 1 ? 0.0 : sole[i];
    norm(flat);
    cross(lateral, flat, w->up); /* to the person's right */
    double out_turn = -about(w->fwd, flat, w->up);
    give(out, "foot_turnout", side, "_deg", sign * out_turn);
    give(out, "foot_pitch", side, "_deg", between(w->up, sole) - 90.0);
    give(out, "ankle_dorsiflexion", side, "_deg", 90.0 - about(sole, shank, lateral));
    give(out, "knee_medial", side, "_cm", -100.0 * sign * dot(shank, lateral));
    snprintf(name, sizeof name, "%s_heel", side);
    point(w, heel, name);
    give(out, "heel_rise", side, "_cm", 100.0 * (heel[1] - w->t->heel_height));
}

static void check_leg(view *w, results *out, const char *side, double sign)
{
    v3 shank, thigh, down, trunk, px, py, pz;
    side_line(w, shank, side, "ankle", "knee");
    side_line(w, thigh, side, "knee", "hip");
    side_line(w, down, side, "hip", "knee");
    trunk_line(w, trunk);
    pelvis_axes(w, px, py, pz);
    /* about the right axis, + turns forward into up: backward for a line that points up */
    give(out, "knee_flexion", side, "_deg", between(shank, thigh));
    give(out, "knee_flexion_sagittal", side, "_deg", about(shank, thigh, w->right));
    give(out, "shank_inclination", side, "_deg", -about(w->up, shank, w->right));
    double run = fabs(dot(thigh, w->fwd)), rise = dot(thigh, w->up);
    give(out, "thigh_inclination", side, "_deg", degrees(asin(rise / hypot(run, rise))));
    give(out, "trunk_thigh", side, "_deg", about(trunk, thigh, w->right));
    v3 straight = {-py[0], -py[1], -py[2]};
    give(out, "hip_flexion", side, "_deg", about(straight, down, pz));
    v3 medial = {-sign * w->right[0], -sign * w->right[1], -sign * w->right[2]};
    double thigh_in = asin(dot(thigh, medial) / hypot(dot(thigh, medial), dot(thigh, w->up)));
    double shank_in = asin(dot(shank, medial) / hypot(dot(shank, medial), dot(shank, w->up)));
    /* asin folds lines that point down back; the sign of the upward part undoes it */
    if (dot(thigh, w->up) < 0.0)
        thigh_in = (thigh_in < 0.0 ? -3.141592653589793 : 3.141592653589793) - thigh_in;
    give(out, "fppa", side, "_deg", degrees(shank_in - thigh_in));
    check_foot(w, out, side, sign, shank);
}

static void check_trunk(view *w, results *out)
{
    v3 trunk, px, py, pz, sacrum, t12, t1, hips, ankles;
    trunk_line(w, trunk);
    pelvis_axes(w, px, py, pz);
    give(out, "trunk_inclination", "", "_deg", -about(w->up, trunk, w->right));
    give(out, "lateral_trunk_lean", "", "_deg", about(w->up, trunk, w->fwd));
    double drop = -dot(pz, w->up), across = dot(pz, w->right);
    give(out, "pelvic_list", "", "_deg", degrees(asin(drop / hypot(drop, across))));
    give(out, "pelvic_tilt", "", "_deg", about(px, w->fwd, pz));
    line(w, sacrum, "s2", "l5s1");
    line(w, t12, "t12l1", "t11t12");
    line(w, t1, "t1t2", "c7t1");
    /* the spine's plane may be turned by list and lean; angles in it need its own axis */
    v3 axis;
    cross(axis, t1, t12);
    if (dot(axis, w->right) < 0.0)
        for (int i = 0; i < 3; i++)
            axis[i] = -axis[i];
    norm(axis);
    give(out, "lumbar_flexion", "", "_deg", w->t->lordosis - about(sacrum, t12, axis));
    give(out, "thoracic_kyphosis", "", "_deg", -about(t12, t1, axis));
    middle(w, hips, "hip");
    middle(w, ankles, "ankle");
    v3 shift = {hips[0] - ankles[0], hips[1] - ankles[1], hips[2] - ankles[2]};
    give(out, "hip_shift", "", "_cm", 100.0 * dot(shift, w->right));
}

/* ---- file ---- */

static int split_head(table *t)
{
    t->columns = 0;
    char *save = NULL;
    for (char *c = strtok_r(t->head, ",\r\n", &save); c; c = strtok_r(NULL, ",\r\n", &save)) {
        if (t->columns == COLUMN_MAX)
            return -1;
        t->name[t->columns++] = c;
    }
    return 0;
}

static int split_row(table *t)
{
    char *p = t->row;
    for (int i = 0; i < t->columns; i++) {
        char *end;
        t->value[i] = strtod(p, &end);
        end += strcspn(end, ",\r\n");
        if (i + 1 < t->columns && *end != ',')
            return -1;
        p = end + 1;
    }
    return 0;
}

static void read_comment(table *t, const char *text)
{
    sscanf(text, "# parameter,lordosis_deg,%lf", &t->lordosis);
    sscanf(text, "# derived,heel_height_m,%lf", &t->heel_height);
}

typedef struct worst {
    char name[64];
    double difference;
    int row;
} worst;

static int check_row(table *t, worst *w, int *count, int row, char *error, const char *path)
{
    results out = {.count = 0};
    view v = {.t = t, .up = {0, 1, 0}};
    int heading = column(t, "heading_deg");
    if (heading < 0) {
        snprintf(error, SYNTH_ERROR_MAX, "%s: no column heading_deg", path);
        return -1;
    }
    double h = t->value[heading] / 57.29577951308232;
    v.fwd[0] = cos(h);
    v.fwd[2] = sin(h);
    cross(v.right, v.fwd, v.up);
    check_leg(&v, &out, "left", -1.0);
    check_leg(&v, &out, "right", 1.0);
    check_trunk(&v, &out);
    if (v.missing) {
        snprintf(error, SYNTH_ERROR_MAX, "%s: joint positions are missing", path);
        return -1;
    }
    for (int i = 0; i < out.count; i++) {
        int c = column(t, out.r[i].name);
        if (c < 0) {
            snprintf(error, SYNTH_ERROR_MAX, "%s: no column %s", path, out.r[i].name);
            return -1;
        }
        if (row == 0) {
            memcpy(w[i].name, out.r[i].name, sizeof w[i].name);
            w[i].difference = -1.0;
        }
        double d = fabs(out.r[i].value - t->value[c]);
        if (d > 180.0)
            d = fabs(d - 360.0); /* the same angle one turn on */
        if (!(d <= w[i].difference)) {
            w[i].difference = d;
            w[i].row = row;
        }
    }
    *count = out.count;
    return 0;
}

static int check_stream(FILE *in, const char *path, table *t, FILE *report, char *error)
{
    worst w[ANGLE_MAX] = {{{0}, 0.0, 0}};
    int rows = 0, count = 0, has_head = 0, bad = 0;
    t->lordosis = t->heel_height = NAN;
    while (fgets(t->row, sizeof t->row, in)) {
        if (t->row[0] == '#') {
            read_comment(t, t->row);
        } else if (!has_head) {
            memcpy(t->head, t->row, sizeof t->head);
            has_head = 1;
            if (split_head(t) || isnan(t->lordosis) || isnan(t->heel_height)) {
                snprintf(error, SYNTH_ERROR_MAX, "%s: not a truth file", path);
                return -1;
            }
        } else {
            if (split_row(t)) {
                snprintf(error, SYNTH_ERROR_MAX, "%s: row %d has too few columns", path, rows + 1);
                return -1;
            }
            if (check_row(t, w, &count, rows, error, path))
                return -1;
            rows++;
        }
    }
    if (rows == 0) {
        snprintf(error, SYNTH_ERROR_MAX, "%s: no rows", path);
        return -1;
    }
    for (int i = 0; i < count; i++) {
        int wrong = !(w[i].difference <= SYNTH_CHECK_TOLERANCE);
        bad |= wrong;
        if (report)
            fprintf(report, "%-36s max difference %.2e at row %d%s\n", w[i].name, w[i].difference, w[i].row, wrong ? "  WRONG" : "");
    }
    if (report)
        fprintf(report, "%d angles, %d rows: %s (tolerance %g)\n", count, rows, bad ? "differ" : "agree", SYNTH_CHECK_TOLERANCE);
    return bad;
}

int synth_check_file(const char *path, FILE *report, char *error)
{
    FILE *in = fopen(path, "r");
    if (!in) {
        snprintf(error, SYNTH_ERROR_MAX, "cannot open %s: %s", path, strerror(errno));
        return -1;
    }
    table *t = calloc(1, sizeof *t);
    int rc = -1;
    if (t)
        rc = check_stream(in, path, t, report, error);
    else
        snprintf(error, SYNTH_ERROR_MAX, "out of memory");
    free(t);
    fclose(in);
    return rc;
}
