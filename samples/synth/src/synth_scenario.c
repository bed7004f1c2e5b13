#include "synth_scenario.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef enum key_kind { KEY_NUMBER, KEY_INTEGER, KEY_CHOICE, KEY_RGB, KEY_NAME } key_kind;

typedef struct key_spec {
    const char *name;
    key_kind kind;
    size_t offset;
    double lo, hi, preset;
    const char *choices; /* separated by '|', in enum order */
} key_spec;

#define NUM(key, lo, hi, preset) {#key, KEY_NUMBER, offsetof(synth_scenario, key), lo, hi, preset, NULL}
#define INT(key, lo, hi, preset) {#key, KEY_INTEGER, offsetof(synth_scenario, key), lo, hi, preset, NULL}
#define PICK(key, choices) {#key, KEY_CHOICE, offsetof(synth_scenario, key), 0, 0, 0, choices}
#define RGB(key, packed) {#key, KEY_RGB, offsetof(synth_scenario, key), 0, 255, packed, NULL}

static const key_spec clip_keys[] = {
    {"name", KEY_NAME, offsetof(synth_scenario, name), 0, 0, 0, NULL},
    NUM(height_m, 1.4, 2.1, 1.75),
    NUM(build, 0.75, 1.5, 1.0),
    NUM(glute, 0.6, 1.5, 1.0),
    NUM(skin, 0, 1, 0.35),
    PICK(shirt, "tight|loose|none"),
    RGB(shirt_rgb, 0x2f5d8a),
    RGB(shorts_rgb, 0x26262c),
    RGB(shoes_rgb, 0xb9bcc0),
    RGB(hair_rgb, 0x35251a),
    PICK(prop, "none|plate|bag|hair"),
    NUM(pelvic_tilt_deg, -15, 35, 10),
    NUM(lordosis_deg, 0, 70, 40),
    NUM(kyphosis_deg, 0, 75, 38),
    NUM(standing_knee_deg, 2, 30, 7),
    NUM(stance_m, 0.1, 0.8, 0.27),
    NUM(turnout_left_deg, -20, 50, 12),
    NUM(turnout_right_deg, -20, 50, 12),
    NUM(sway_deg, 0, 2, 0.25),
    PICK(motion, "squat|hinge|bend|stand"),
    PICK(arms, "front|crossed|hanging|hips|behind|bar"),
    NUM(quiet_s, 0.2, 60, 2),
    NUM(end_s, 0, 60, 1),
    NUM(arms_raise_s, 0, 5, 1.2),
    INT(walk_in_steps, 0, 20, 0),
    INT(walk_out_steps, 0, 20, 0),
    NUM(walk_heading_deg, -180, 180, 0),
    NUM(walk_step_m, 0.3, 0.8, 0.55),
    NUM(walk_step_s, 0.35, 1.2, 0.55),
    NUM(camera_distance_m, 1.2, 12, 3.6),
    NUM(camera_height_m, 0.1, 3, 1.0),
    NUM(camera_pitch_deg, -40, 40, 0),
    NUM(camera_roll_deg, -30, 30, 0),
    NUM(camera_yaw_deg, -180, 180, 0),
    PICK(facing, "right|left"),
    NUM(camera_focal_mm, 12, 200, 45),
    NUM(camera_aim_forward_m, -2, 2, 0),
    INT(width_px, 32, SYNTH_IMAGE_SIDE_MAX, 640),
    INT(height_px, 32, SYNTH_IMAGE_SIDE_MAX, 720),
    NUM(fps_hz, 1, 240, 30),
    NUM(noise_levels, 0, 40, 1.5),
    NUM(blur_px, 0, 8, 0.5),
    RGB(wall_rgb, 0xb4afa4),
    RGB(floor_rgb, 0x8c7458),
    NUM(light_azimuth_deg, -180, 180, 40),
    INT(seed, 0, 1000000, 1),
    INT(crf, 0, 51, 18),
};

#undef NUM
#define NUM(key, lo, hi, preset) {#key, KEY_NUMBER, offsetof(synth_rep, key), lo, hi, preset, NULL}

static const key_spec rep_keys[] = {
    NUM(knee_flexion_deg, 5, 150, 110),
    NUM(thigh_inclination_deg, -45, 80, NAN),
    NUM(ankle_dorsiflexion_deg, -20, 60, NAN),
    NUM(trunk_inclination_deg, 0, 80, NAN),
    NUM(hips_first_deg, 0, 40, 0),
    NUM(lumbar_flexion_deg, -20, 70, 0),
    NUM(thoracic_flexion_deg, -20, 50, 0),
    NUM(pelvic_tilt_change_deg, -20, 90, 60),
    NUM(heel_rise_cm, 0, 12, 0),
    NUM(knee_in_left_cm, -12, 12, 0),
    NUM(knee_in_right_cm, -12, 12, 0),
    NUM(hip_shift_cm, -12, 12, 0),
    NUM(pelvic_list_deg, -15, 15, 0),
    NUM(lateral_lean_deg, -20, 20, 0),
    NUM(descent_s, 0.3, 30, 1.6),
    NUM(bottom_s, 0, 60, 0.3),
    NUM(ascent_s, 0.3, 30, 1.4),
    NUM(top_s, 0, 60, 0.8),
    NUM(tempo_skew, 0.5, 2, 1),
};

enum { CLIP_KEY_COUNT = sizeof clip_keys / sizeof clip_keys[0], REP_KEY_COUNT = sizeof rep_keys / sizeof rep_keys[0] };

/* What the reader carries from line to line. */
typedef struct reader {
    const char *label;
    int line;
    char *error;
    int section_line;                /* line of the section being read, 0 before the first */
    int repeat;                      /* of the section being read */
    unsigned char seen_clip[CLIP_KEY_COUNT];
    unsigned char seen_rep[REP_KEY_COUNT + 1]; /* last: repeat */
    synth_rep preset;                /* defaults for every rep */
    synth_rep current;
} reader;

__attribute__((format(printf, 2, 3))) static int fail(reader *r, const char *format, ...)
{
    int used = snprintf(r->error, SYNTH_ERROR_MAX, "%s:%d: ", r->label, r->line);
    if (used < 0 || used >= SYNTH_ERROR_MAX)
        return -1;
    va_list args;
    va_start(args, format);
    vsnprintf(r->error + used, (size_t)(SYNTH_ERROR_MAX - used), format, args);
    va_end(args);
    return -1;
}

static int parse_number(reader *r, const key_spec *k, const char *text, double *value)
{
    char *end = NULL;
    errno = 0;
    double v = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(v) || errno == ERANGE)
        return fail(r, "%s: \"%s\" is not a number", k->name, text);
    if (strpbrk(text, "xXpP"))
        return fail(r, "%s: \"%s\" is not a decimal number", k->name, text);
    if (v < k->lo || v > k->hi)
        return fail(r, "%s: %s is outside %g..%g", k->name, text, k->lo, k->hi);
    if (k->kind == KEY_INTEGER && v != floor(v))
        return fail(r, "%s: %s is not a whole number", k->name, text);
    *value = v;
    return 0;
}

static int parse_choice(reader *r, const key_spec *k, const char *text, int *value)
{
    const char *p = k->choices;
    for (int index = 0; *p; index++) {
        size_t n = strcspn(p, "|");
        if (strlen(text) == n && memcmp(p, text, n) == 0) {
            *value = index;
            return 0;
        }
        p += n;
        p += *p == '|';
    }
    return fail(r, "%s: \"%s\" is none of %s", k->name, text, k->choices);
}

static int parse_rgb(reader *r, const key_spec *k, char *text, double *rgb)
{
    char *save = NULL;
    int n = 0;
    for (char *w = strtok_r(text, " \t", &save); w; w = strtok_r(NULL, " \t", &save), n++) {
        if (n == 3)
            return fail(r, "%s: more than three numbers", k->name);
        if (parse_number(r, k, w, &rgb[n]))
            return -1;
    }
    return n == 3 ? 0 : fail(r, "%s: wants three numbers 0..255", k->name);
}

static int parse_name(reader *r, const char *text, char *name)
{
    size_t n = strlen(text);
    if (n >= SYNTH_NAME_MAX)
        return fail(r, "name: longer than %d characters", SYNTH_NAME_MAX - 1);
    if (strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") != n)
        return fail(r, "name: only letters, digits, '_', '-' and '.'");
    memcpy(name, text, n + 1);
    return 0;
}

static int set_value(reader *r, void *base, const key_spec *k, char *text)
{
    char *at = (char *)base + k->offset;
    double number = 0.0;
    int choice = 0;
    switch (k->kind) {
    case KEY_NUMBER:
        if (parse_number(r, k, text, &number))
            return -1;
        memcpy(at, &number, sizeof number);
        return 0;
    case KEY_INTEGER:
        if (parse_number(r, k, text, &number))
            return -1;
        choice = (int)number;
        memcpy(at, &choice, sizeof choice);
        return 0;
    case KEY_CHOICE:
        if (parse_choice(r, k, text, &choice))
            return -1;
        memcpy(at, &choice, sizeof choice);
        return 0;
    case KEY_RGB:
        return parse_rgb(r, k, text, (double *)(void *)at);
    case KEY_NAME:
        return parse_name(r, text, at);
    }
    return -1;
}

static int find_key(const key_spec *keys, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(keys[i].name, name) == 0)
            return i;
    return -1;
}

static void set_preset(void *base, const key_spec *keys, int count)
{
    for (int i = 0; i < count; i++) {
        char *at = (char *)base + keys[i].offset;
        double v = keys[i].preset;
        int whole = isnan(v) ? 0 : (int)v;
        if (keys[i].kind == KEY_NUMBER)
            memcpy(at, &v, sizeof v);
        else if (keys[i].kind == KEY_INTEGER || keys[i].kind == KEY_CHOICE)
            memcpy(at, &whole, sizeof whole);
        else if (keys[i].kind == KEY_RGB)
            for (int c = 0; c < 3; c++)
                ((double *)(void *)at)[c] = (whole >> (16 - 8 * c)) & 255;
    }
}

/* The reps of the section just ended join the list. */
static int close_section(reader *r, synth_scenario *s)
{
    if (!r->section_line)
        return 0;
    if (!isnan(r->current.trunk_inclination_deg) && !isnan(r->current.ankle_dorsiflexion_deg))
        return fail(r, "trunk_inclination_deg and ankle_dorsiflexion_deg: one follows from the other, give one");
    for (int i = 0; i < r->repeat; i++) {
        if (s->rep_count == SYNTH_REP_MAX)
            return fail(r, "more than %d reps", SYNTH_REP_MAX);
        s->rep[s->rep_count++] = r->current;
    }
    return 0;
}

static int read_section(reader *r, synth_scenario *s, const char *text)
{
    if (close_section(r, s))
        return -1;
    if (strcmp(text, "[rep]") != 0)
        return fail(r, "unknown section %s (known: [rep])", text);
    r->section_line = r->line;
    r->repeat = 1;
    r->current = r->preset;
    memset(r->seen_rep, 0, sizeof r->seen_rep);
    return 0;
}

static int read_entry(reader *r, synth_scenario *s, const char *key, char *value)
{
    if (*value == '\0')
        return fail(r, "%s: no value", key);
    int index = find_key(rep_keys, REP_KEY_COUNT, key);
    if (index >= 0) {
        if (r->seen_rep[index]++)
            return fail(r, "%s: given twice", key);
        return set_value(r, r->section_line ? &r->current : &r->preset, &rep_keys[index], value);
    }
    if (strcmp(key, "repeat") == 0 && r->section_line) {
        static const key_spec repeat = {"repeat", KEY_INTEGER, 0, 1, SYNTH_REP_MAX, 1, NULL};
        if (r->seen_rep[REP_KEY_COUNT]++)
            return fail(r, "repeat: given twice");
        return set_value(r, &r->repeat, &repeat, value);
    }
    index = find_key(clip_keys, CLIP_KEY_COUNT, key);
    if (index < 0)
        return fail(r, "unknown key \"%s\"", key);
    if (r->section_line)
        return fail(r, "%s: belongs before the first [rep]", key);
    if (r->seen_clip[index]++)
        return fail(r, "%s: given twice", key);
    return set_value(r, s, &clip_keys[index], value);
}

static int read_line(reader *r, synth_scenario *s, char *line)
{
    line[strcspn(line, "#\r\n")] = '\0';
    char *key = line + strspn(line, " \t");
    size_t n = strlen(key);
    while (n > 0 && strchr(" \t", key[n - 1]))
        key[--n] = '\0';
    if (*key == '\0')
        return 0;
    if (*key == '[')
        return read_section(r, s, key);
    char *value = key + strcspn(key, " \t");
    if (*value) {
        *value++ = '\0';
        value += strspn(value, " \t");
    }
    return read_entry(r, s, key, value);
}

static int check_whole(reader *r, const synth_scenario *s)
{
    if (s->motion != SYNTH_MOTION_STAND && s->rep_count == 0)
        return fail(r, "a moving scenario needs at least one [rep]");
    if (s->motion == SYNTH_MOTION_STAND && s->rep_count > 0)
        return fail(r, "motion stand takes no [rep]");
    if (s->arms_raise_s > s->quiet_s)
        return fail(r, "arms_raise_s is longer than quiet_s");
    if (s->width_px % 2 || s->height_px % 2)
        return fail(r, "width_px and height_px must be even");
    return 0;
}

static void default_name(char *name, const char *label)
{
    const char *stem = strrchr(label, '/');
    stem = stem ? stem + 1 : label;
    size_t n = strcspn(stem, ".");
    if (n >= SYNTH_NAME_MAX)
        n = SYNTH_NAME_MAX - 1;
    memcpy(name, stem, n);
    name[n] = '\0';
}

int synth_scenario_read(synth_scenario *out, FILE *in, const char *label, char *error)
{
    static const reader blank;
    reader r = blank;
    r.label = label;
    r.error = error;
    memset(out, 0, sizeof *out);
    set_preset(out, clip_keys, CLIP_KEY_COUNT);
    set_preset(&r.preset, rep_keys, REP_KEY_COUNT);
    default_name(out->name, label);
    char line[512];
    while (fgets(line, sizeof line, in)) {
        r.line++;
        if (strlen(line) == sizeof line - 1 && line[sizeof line - 2] != '\n')
            return fail(&r, "line longer than %zu characters", sizeof line - 2);
        if (read_line(&r, out, line))
            return -1;
    }
    if (ferror(in))
        return fail(&r, "cannot read: %s", strerror(errno));
    if (close_section(&r, out))
        return -1;
    return check_whole(&r, out);
}

int synth_scenario_load(synth_scenario *out, const char *path, char *error)
{
    FILE *in = fopen(path, "r");
    if (!in) {
        snprintf(error, SYNTH_ERROR_MAX, "cannot open scenario %s: %s", path, strerror(errno));
        return -1;
    }
    int rc = synth_scenario_read(out, in, path, error);
    fclose(in);
    return rc;
}

static void write_keys(const void *base, const key_spec *keys, int count, FILE *out, const char *prefix, const char *owner)
{
    for (int i = 0; i < count; i++) {
        const char *at = (const char *)base + keys[i].offset;
        double v;
        int n;
        const double *rgb = (const double *)(const void *)at;
        fprintf(out, "%s,%s%s,", prefix, owner, keys[i].name);
        switch (keys[i].kind) {
        case KEY_NUMBER:
            memcpy(&v, at, sizeof v);
            fprintf(out, isnan(v) ? "auto\n" : "%.9g\n", v);
            break;
        case KEY_INTEGER:
            memcpy(&n, at, sizeof n);
            fprintf(out, "%d\n", n);
            break;
        case KEY_CHOICE: {
            memcpy(&n, at, sizeof n);
            const char *p = keys[i].choices;
            while (n-- > 0)
                p = strchr(p, '|') + 1;
            fprintf(out, "%.*s\n", (int)strcspn(p, "|"), p);
            break;
        }
        case KEY_RGB:
            fprintf(out, "%.9g %.9g %.9g\n", rgb[0], rgb[1], rgb[2]);
            break;
        case KEY_NAME:
            fprintf(out, "%s\n", at);
            break;
        }
    }
}

void synth_scenario_write(const synth_scenario *s, FILE *out, const char *prefix)
{
    write_keys(s, clip_keys, CLIP_KEY_COUNT, out, prefix, "");
    for (int i = 0; i < s->rep_count; i++) {
        char owner[16];
        snprintf(owner, sizeof owner, "rep%d.", i + 1);
        write_keys(&s->rep[i], rep_keys, REP_KEY_COUNT, out, prefix, owner);
    }
}
