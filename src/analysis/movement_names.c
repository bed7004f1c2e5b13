/* The one place for what a movement is called, and why something is not it. */
#include <sagitta/analysis.h>

#include <string.h>

typedef struct movement_words {
    const char *name;
    const char *one;
    const char *many;
} movement_words;

static const movement_words words_of[SAG_MOVEMENT_COUNT] = {
    [SAG_MOVEMENT_SQUAT] = {"squat", "squat", "squats"},
    [SAG_MOVEMENT_HINGE] = {"hinge", "hinge", "hinges"},
    [SAG_MOVEMENT_STANDING] = {"standing", "quiet standing", "quiet standing"},
};

static const movement_words *words(sag_movement movement)
{
    return &words_of[(unsigned)movement < SAG_MOVEMENT_COUNT ? movement : SAG_MOVEMENT_SQUAT];
}

const char *sag_movement_name(sag_movement movement)
{
    return words(movement)->name;
}

bool sag_movement_from_name(sag_movement *out, const char *name)
{
    for (int m = 0; m < SAG_MOVEMENT_COUNT; m++) {
        if (strcmp(name, words_of[m].name) == 0) {
            *out = (sag_movement)m;
            return true;
        }
    }
    return false;
}

const char *sag_movement_words(sag_movement movement, size_t count)
{
    return count == 1 ? words(movement)->one : words(movement)->many;
}

typedef struct rejection_words {
    const char *name;
    const char *squat; /* of every movement that has no words of its own */
    const char *hinge;
} rejection_words;

static const rejection_words rejection_of[SAG_REJECTION_COUNT] = {
    [SAG_REJECTION_NONE] = {"none", "it is a squat", "it is a hinge"},
    [SAG_REJECTION_UNFINISHED] = {"unfinished", "the hips did not both come down and go up",
                                  "the trunk did not both go forward and come back"},
    [SAG_REJECTION_DURATION] = {"duration", "quicker or slower than a squat can be",
                                "quicker or slower than a hinge can be"},
    [SAG_REJECTION_HIDDEN] = {"hidden", "hips or ankles were hidden", "hips or shoulders were hidden"},
    [SAG_REJECTION_STEPPING] = {"stepping", "a foot left its place", NULL},
    [SAG_REJECTION_LEGS] = {"legs", "both legs did not bend", NULL},
    [SAG_REJECTION_HINGE] = {"hinge", "the trunk turned more than the thighs, as in a hip hinge", NULL},
    [SAG_REJECTION_SEATED] = {"seated", "the body went behind the feet, as onto a chair",
                              "the person did not stand before or after it, as on a chair"},
    [SAG_REJECTION_SQUAT] = {"squat", "the thighs turned as far as the trunk, as in a squat", NULL},
    [SAG_REJECTION_UPRIGHT] = {"upright", "the trunk leaned backward and came upright again", NULL},
};

const char *sag_rejection_name(sag_rejection rejection)
{
    return (unsigned)rejection < SAG_REJECTION_COUNT ? rejection_of[rejection].name : "unknown";
}

const char *sag_rejection_text(sag_movement movement, sag_rejection rejection)
{
    if ((unsigned)rejection >= SAG_REJECTION_COUNT) {
        return "unknown";
    }
    const rejection_words *text = &rejection_of[rejection];
    return movement == SAG_MOVEMENT_HINGE && text->hinge != NULL ? text->hinge : text->squat;
}
