/*
 * model.h - the pose models on this machine, described by the manifests beside them.
 *
 * A manifest is a small JSON file (models/NAME.json): input size, layout, value range, decoding, joint names,
 * licence, source and the SHA-256 of the network file. Manifests are data from outside and are checked.
 * Thread: values only; listing and verifying read files.
 */
#ifndef SAGITTA_MODEL_H
#define SAGITTA_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Most manifests read from one folder, and most points a network may put out. */
#define SAG_MODEL_COUNT_MAX 64
#define SAG_MODEL_POINTS_MAX 64
#define SAG_MODEL_PATH_BYTES 4096

typedef enum sag_model_role { SAG_MODEL_ROLE_DETECTOR = 0, SAG_MODEL_ROLE_LANDMARKS = 1 } sag_model_role;

typedef enum sag_model_state {
    SAG_MODEL_STATE_READY = 0,   /* the file is there and has the pinned hash */
    SAG_MODEL_STATE_MISSING = 1, /* the manifest is there, the network file is not */
    SAG_MODEL_STATE_CORRUPT = 2  /* the file's size or hash differs from the manifest */
} sag_model_state;

typedef struct sag_model {
    char name[64];
    char title[128];
    char family[32]; /* "blazepose" */
    char decode[32]; /* "blazepose-detector", "blazepose-landmarks" */
    char licence[64];
    char author[64];
    char source[192]; /* package, version and file the weights come from, one line */
    char path[SAG_MODEL_PATH_BYTES]; /* of the network file */
    char sha256[65];  /* pinned, lower case hex */
    int64_t file_bytes;
    sag_model_role role;
    bool is_default;
    char detector[64]; /* landmark models: the detector's name */
    char input_name[32];
    int input_width_px;
    int input_height_px;
    float range_min; /* value of black in the input */
    float range_max; /* value of white */
    int point_count; /* landmark models: points the network puts out, auxiliary ones included */
    int joint_count; /* of these, the first so many are joints: joint[i] says which */
    sag_joint joint[SAG_MODEL_POINTS_MAX];
    /* names of the network's outputs; "" where the model has none */
    char output_boxes[32];
    char output_scores[32];
    char output_landmarks[32];
    char output_presence[32];
    char output_world[32];
    char output_heatmap[32];
    char output_mask[32];
} sag_model;

/*
 * Find the folder with the manifests: dir if not NULL, else the environment's SAGITTA_MODELS, else
 * ../share/sagitta/models beside the program, else the folder of the source tree this library was built from.
 * path: SAG_MODEL_PATH_BYTES bytes, filled with the folder.
 * Returns SAG_STATUS_OK, _NOT_FOUND (no manifest in any of them).
 */
SAG_API sag_status sag_model_find_folder(char *path, const char *dir, sag_error *err);

/*
 * Read all manifests of a folder, sorted by name.
 * models: room for max manifests; *count: how many were filled.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _FORMAT (the error names file and key), _LIMIT.
 */
SAG_API sag_status sag_model_list(sag_model *models, size_t max, size_t *count, const char *folder, sag_error *err);

/*
 * Read one manifest by name ("blazepose-full") or by a landmark model's short name ("full").
 * name: NULL for the default landmark model.
 * Returns SAG_STATUS_OK, _ARGUMENT (no model of that name; the error lists those there are), _NOT_FOUND (no manifest,
 *   or none is the default), _FORMAT.
 */
SAG_API sag_status sag_model_load(sag_model *out, const char *folder, const char *name, sag_error *err);

/*
 * Compare the network file with the manifest's size and SHA-256.
 * Returns SAG_STATUS_OK and the state; _IO if the file cannot be read.
 */
SAG_API sag_status sag_model_verify(sag_model_state *out, const sag_model *model, sag_error *err);

#ifdef __cplusplus
}
#endif
#endif
