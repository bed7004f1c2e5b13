/*
 * bench.h - how fast the networks and the inner loops run here, and what is between that and the machine's limit.
 *
 *   network, plan -> contenders: the engines built in, ONNX Runtime if it is given
 *                 -> warm-up -> rounds: a burst of multiplications, then every contender once, in turning order
 *                 -> a group of rows: times, floating-point operations per second, share of the peak, ratios
 *
 * All contenders read the same file and the same random picture; each one's outputs are compared with the first one's.
 * The peak is that of one core for multiply-and-add of floats, measured by a kernel of our own in the same rounds.
 * Nothing is judged: the numbers mean something on a machine that has nothing else to do.
 * Thread: one call at a time; stop may be set from a signal handler. ONNX Runtime runs in a process of its own.
 */
#ifndef SAGITTA_BENCH_H
#define SAGITTA_BENCH_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/cpu.h>
#include <sagitta/model.h>
#include <sagitta/pose.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What runs a network. */
typedef enum sag_bench_runner {
    SAG_BENCH_RUNNER_ONEDNN = 0,
    SAG_BENCH_RUNNER_OPENCV,
    SAG_BENCH_RUNNER_ONNXRUNTIME
} sag_bench_runner;

#define SAG_BENCH_RUNNER_COUNT 3

/* Which outputs are wanted. */
typedef enum sag_bench_plan {
    SAG_BENCH_PLAN_ONLY = 0, /* a network without a mask: what it has */
    SAG_BENCH_PLAN_WITHOUT_MASK,
    SAG_BENCH_PLAN_ALL_OUTPUTS
} sag_bench_plan;

/* One contender. */
typedef struct sag_bench_row {
    sag_bench_runner runner;
    char library[64]; /* name and version */
    int run_count;    /* measured runs; 0: it could not run at all */
    int64_t wall_min_ns;
    int64_t wall_median_ns;
    int64_t cpu_min_ns;  /* of the thread; of all threads for ONNX Runtime, and where there are several */
    double flops;        /* floating-point operations per second of CPU time: 2 * MACs / cpu_min; 0 unknown */
    double peak_ratio;   /* flops / peak of one core; 0 unknown */
    double time_ratio[SAG_BENCH_RUNNER_COUNT]; /* wall time of this : that runner, median of the rounds; 0: none */
    double difference_ratio; /* of the sum of all outputs' magnitudes from the first row's */
    char note[SAG_ERROR_TEXT_BYTES]; /* why it did not run, or not to the end; "" if it did */
} sag_bench_row;

/* One network with one plan. */
typedef struct sag_bench_group {
    char network[64];
    sag_bench_plan plan;
    int64_t mac_count;  /* multiplications with addition, counted by an engine that tells its steps; 0 unknown */
    double peak_flops;  /* floating-point operations per second of one core, the best burst of these rounds */
    int round_count;    /* rounds that were run */
    size_t row_count;
    sag_bench_row row[SAG_BENCH_RUNNER_COUNT];
} sag_bench_group;

typedef struct sag_bench_progress {
    const char *network; /* or kernel */
    int round; /* 1 to round_count; 0 while loading */
    int round_count;
} sag_bench_progress;

typedef struct sag_bench_options {
    const char *model_folder;       /* NULL: sag_model_find_folder decides */
    const char *model_name;         /* NULL: all networks; where only one can be meant, the default one */
    sag_engine engine;              /* AUTO: all that are built in */
    const char *onnxruntime_folder; /* that holds node_modules/onnxruntime-node; NULL: not compared */
    int thread_count;               /* for each contender, 0: as many as the machine has cores; default 1 */
    int run_count;                  /* rounds, 1 to 100000; default 30 */
    const volatile sig_atomic_t *stop; /* NULL, or: not 0 ends the measuring after the run that is going on */
    void (*progress)(void *context, const sag_bench_progress *progress); /* NULL: none; before each round */
    void *progress_context;
} sag_bench_options;

SAG_API void sag_bench_options_init(sag_bench_options *options);

/* The instructions of the peak's kernel on this machine, e.g. "AVX-512". Returns: static. */
SAG_API const char *sag_bench_describe_peak(void);

/*
 * Measure the networks one after the other. A contender that fails is told in its row; the others go on.
 * group: called after each network and plan with what was measured, also when it was stopped on the way.
 * Returns SAG_STATUS_OK (also: stopped), or why there is nothing to measure: _ARGUMENT (no model of that name, or an
 *   option outside its range), _NOT_FOUND, _FORMAT, _NO_MEMORY.
 */
SAG_API sag_status sag_bench_networks(const sag_bench_options *options,
                                      void (*group)(void *context, const sag_bench_group *group), void *context,
                                      sag_error *err);

/* ---- the steps of one network ---- */

/* Steps of the same operation by the same implementation, or a single one. */
typedef struct sag_bench_step {
    char operation[32];      /* ONNX operator, or "Reorder" */
    char implementation[64]; /* what the library calls it */
    char layer[64];          /* name of the ONNX node; "" for several */
    int step_count;
    int64_t mac_count;
    int64_t time_ns; /* the median of the runs; of several steps the sum */
} sag_bench_step;

typedef struct sag_bench_profile {
    char network[64];
    sag_bench_plan plan;
    char library[64];
    int run_count;
    int64_t run_ns;        /* median wall time of a run without clocks around the steps */
    int64_t steps_ns;      /* sum of the steps */
    double peak_flops;     /* as in a group */
    sag_bench_step *step;  /* slowest first */
    size_t step_count;
    sag_bench_step *kind;  /* summed by operation and implementation, slowest first */
    size_t kind_count;
} sag_bench_profile;

/*
 * Measure every step of one network with all its outputs, in the engine of the options (AUTO: the first that tells).
 * Returns SAG_STATUS_OK (also: stopped after at least one run), _UNSUPPORTED (no such engine tells its steps), or as
 *   sag_bench_networks, or as the engine says why it does not open the network.
 * Ownership: *out is owned by the caller, release with sag_bench_profile_release; zeroed on failure.
 */
SAG_API sag_status sag_bench_measure_steps(sag_bench_profile *out, const sag_bench_options *options, sag_error *err);

/* Free what a profile holds and zero it. Accepts NULL and a zeroed struct. */
SAG_API void sag_bench_profile_release(sag_bench_profile *profile);

/* ---- inference alone, to compare a whole program with ---- */

typedef struct sag_bench_bare sag_bench_bare;

/*
 * Load detector and landmark network as a tracker would: model_folder, model_name, engine (here AUTO is the tracker's)
 * and thread_count of the options.
 * Returns as sag_tracker_open, without a look at hashes.
 * Ownership: *out transferred on success, release with sag_bench_bare_close.
 */
SAG_API sag_status sag_bench_bare_open(sag_bench_bare **out, const sag_bench_options *options, sag_error *err);

/*
 * Run each network as often as times counts, and nothing else.
 * wall_ns, cpu_ns: what it took, cpu_ns of the whole process. stop: as in the options; then what was run until then.
 * Returns SAG_STATUS_OK or _MODEL.
 */
SAG_API sag_status sag_bench_bare_run(sag_bench_bare *bare, int64_t *wall_ns, int64_t *cpu_ns,
                                      const sag_tracker_times *times, const volatile sig_atomic_t *stop,
                                      sag_error *err);

/* Release everything. Accepts NULL. */
SAG_API void sag_bench_bare_close(sag_bench_bare *bare);

/* ---- the inner loops of geometry ---- */

/* Where the data of a run lie, by their size. */
typedef enum sag_bench_place {
    SAG_BENCH_PLACE_FIRST_CACHE = 0,
    SAG_BENCH_PLACE_SECOND_CACHE,
    SAG_BENCH_PLACE_MEMORY
} sag_bench_place;

#define SAG_BENCH_PLACE_COUNT 3

/* All that a run reads and writes. */
#define SAG_BENCH_FIRST_CACHE_BYTES ((size_t)24 << 10)
#define SAG_BENCH_SECOND_CACHE_BYTES ((size_t)192 << 10)
#define SAG_BENCH_MEMORY_BYTES ((size_t)64 << 20)

/* One kernel of one level in one place. */
typedef struct sag_bench_loop {
    double item_ns;      /* least of the rounds; 0: this processor lacks the level, or it was stopped before */
    double cycle_items;  /* items per cycle of the estimated clock; 0 unknown */
    double scalar_ratio; /* time of the scalar level : time of this one, median of the rounds */
    double copy_ratio;   /* bytes moved per second : those of copying in the same place; 0 unknown */
} sag_bench_loop;

typedef struct sag_bench_kernel {
    const char *name;   /* static */
    size_t item_bytes;  /* read and written for an item: a value of the output, or a row of eight */
    int round_count;    /* rounds that were run in every place */
    double clock_hz;    /* of the core, estimated by a chain of additions, the best of these rounds; 0 unknown */
    double copy_bytes_per_s[SAG_BENCH_PLACE_COUNT]; /* read and written by memcpy, the best of these rounds */
    size_t item_count[SAG_BENCH_PLACE_COUNT];       /* of a run */
    sag_bench_loop loop[SAG_BENCH_PLACE_COUNT][SAG_CPU_LEVEL_COUNT];
} sag_bench_kernel;

/*
 * Measure every geometry kernel in every level that this processor has, whatever SAG_CPU says, one after the other, on
 * one thread. Each round estimates the clock, copies, and runs every level once, in turning order.
 * options: run_count, stop and progress; the others are not looked at.
 * kernel: called after each kernel with what was measured, also when it was stopped on the way.
 * Returns SAG_STATUS_OK (also: stopped), _ARGUMENT (an option outside its range), _NO_MEMORY.
 */
SAG_API sag_status sag_bench_geometry(const sag_bench_options *options,
                                      void (*kernel)(void *context, const sag_bench_kernel *kernel), void *context,
                                      sag_error *err);

/* The crop of a network's input, 256 x 256 from 1920 x 1080 pixels, from frames of one format that are in no cache. */
typedef struct sag_bench_crop {
    const char *format; /* "YUYV", ...: static */
    int round_count;
    double time_min_ns[SAG_CPU_LEVEL_COUNT]; /* 0: this processor lacks the level */
    double time_median_ns[SAG_CPU_LEVEL_COUNT];
    double scalar_ratio[SAG_CPU_LEVEL_COUNT]; /* as in a loop */
} sag_bench_crop;

/* Measure the crop from every pixel format in every level. Options, calls and returns as sag_bench_geometry. */
SAG_API sag_status sag_bench_crops(const sag_bench_options *options,
                                   void (*crop)(void *context, const sag_bench_crop *crop), void *context,
                                   sag_error *err);

#ifdef __cplusplus
}
#endif
#endif
