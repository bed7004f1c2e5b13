#include "ort_child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "c_locale.h"
#include "clock.h"
#include "fail.h"
#include "memory.h"
#include "ort_script.h"
#include "outfile.h"

/* Longest wait for an answer, and how often a request to stop is looked for while waiting. */
#define WAIT_MAX_NS (120 * INT64_C(1000000000))
#define WAIT_STEP_MS 100

/* Where the child finds the model. */
#define MODEL_DESCRIPTOR 3

/* Words of its command line before the outputs' names. */
#define WORDS_BEFORE 11

struct sag__ort_child {
    pid_t pid; /* 0: none */
    int channel;
    const volatile sig_atomic_t *stop;
    char library[64];
    char line[SAG_ERROR_TEXT_BYTES]; /* the newest answer */
};

static sag_status gone(const sag__ort_child *child, sag_error *err)
{
    if (child->stop != NULL && *child->stop != 0) {
        return sag__fail(err, SAG_STATUS_IO, "ONNX Runtime: stopped");
    }
    return sag__fail(err, SAG_STATUS_IO, "ONNX Runtime: its process ended without an answer");
}

/* Read one line of the child into child->line. One request has one answer: what comes with it is dropped. */
static sag_status read_line(sag__ort_child *child, sag_error *err)
{
    size_t size = 0;
    int64_t end_ns = sag__clock_wall_ns() + WAIT_MAX_NS;
    while (size == 0 || child->line[size - 1] != '\n') {
        struct pollfd wait = {.fd = child->channel, .events = POLLIN};
        int ready = poll(&wait, 1, WAIT_STEP_MS);
        if (child->stop != NULL && *child->stop != 0) {
            return gone(child, err);
        }
        if (ready == 0 && sag__clock_wall_ns() > end_ns) {
            return sag__fail(err, SAG_STATUS_IO, "ONNX Runtime: no answer in two minutes");
        }
        if (ready <= 0) {
            continue;
        }
        ssize_t got = read(child->channel, child->line + size, sizeof child->line - 1 - size);
        if (got <= 0 && !(got < 0 && errno == EINTR)) {
            return gone(child, err);
        }
        size += got > 0 ? (size_t)got : 0;
        if (size == sizeof child->line - 1) {
            child->line[size - 1] = '\n'; /* the rest of an error that is too long to tell */
        }
    }
    child->line[size] = '\0';
    child->line[strcspn(child->line, "\n")] = '\0';
    if (strncmp(child->line, "error ", 6) == 0) {
        return sag__fail(err, SAG_STATUS_MODEL, "ONNX Runtime: %s", child->line + 6);
    }
    return SAG_STATUS_OK;
}

/* Start node with the script; socket is its standard input and output. */
static int spawn(pid_t *pid, char *const *words, int socket, int model)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0) {
        return failed;
    }
    failed = posix_spawnattr_init(&attributes);
    if (failed == 0) {
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, model, MODEL_DESCRIPTOR);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        extern char **environ;
        failed = posix_spawnp(pid, words[0], &actions, &attributes, words, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* Write a number as the script reads it, whatever the locale is. */
static void put_number(char *text, size_t size, double value)
{
    sag__c_locale stretch;
    sag__c_locale_enter(&stretch);
    snprintf(text, size, "%.9g", value);
    sag__c_locale_leave(&stretch);
}

static int start(sag__ort_child *child, const sag__bench_plan *plan, const char *folder, int socket, int model)
{
    const sag__net_options *net = &plan->net;
    char height[16];
    char width[16];
    char low[32];
    char high[32];
    char threads[16];
    snprintf(height, sizeof height, "%d", net->height_px);
    snprintf(width, sizeof width, "%d", net->width_px);
    put_number(low, sizeof low, (double)plan->low);
    put_number(high, sizeof high, (double)plan->high);
    snprintf(threads, sizeof threads, "%d", net->thread_count);
    const char *words[WORDS_BEFORE + SAG__NET_OUTPUTS_MAX + 1] = {
        "node", "-e", sag__ort_script, "--", folder, net->input_name, height, width, low, high, threads,
    };
    for (size_t i = 0; i < net->output_count; i++) {
        words[WORDS_BEFORE + i] = net->output[i].name;
    }
    /* posix_spawn changes none of the words; its type is older than const. */
    char *changeable[sizeof words / sizeof words[0]];
    memcpy(changeable, words, sizeof words);
    return spawn(&child->pid, changeable, socket, model);
}

/* Understand "ready MAGNITUDE VERSION". */
static bool read_ready(sag__ort_child *child, double *magnitude)
{
    sag__c_locale stretch;
    sag__c_locale_enter(&stretch);
    char version[32];
    bool good = sscanf(child->line, "ready %lf %31s", magnitude, version) == 2;
    sag__c_locale_leave(&stretch);
    if (good) {
        snprintf(child->library, sizeof child->library, "ONNX Runtime %s", version);
    }
    return good;
}

static sag_status launch(sag__ort_child *child, const sag__bench_plan *plan, const char *folder, sag_error *err)
{
    int model = -1;
    sag_status status = sag__file_open(&model, NULL, plan->net.path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    int pair[2] = {-1, -1};
    int failed = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0 ? 0 : errno;
    if (failed == 0) {
        failed = start(child, plan, folder, pair[1], model);
        child->channel = pair[0];
        close(pair[1]);
    }
    close(model);
    if (failed != 0) {
        child->pid = 0;
        return sag__fail(err, failed == ENOENT ? SAG_STATUS_NOT_FOUND : SAG_STATUS_IO,
                         "ONNX Runtime: cannot start node: %s", strerror(failed));
    }
    return SAG_STATUS_OK;
}

sag_status sag__ort_child_open(sag__ort_child **out, double *magnitude, const sag__bench_plan *plan, const char *folder,
                               const volatile sig_atomic_t *stop, sag_error *err)
{
    *out = NULL;
    char package[SAG_MODEL_PATH_BYTES];
    int length = snprintf(package, sizeof package, "%s/node_modules/onnxruntime-node/package.json", folder);
    if (length < 0 || (size_t)length >= sizeof package || access(package, R_OK) != 0) {
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "ONNX Runtime: there is no node_modules/onnxruntime-node in %s",
                         folder);
    }
    sag__ort_child *child = sag__memory_alloc(1, sizeof *child);
    if (child == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "ONNX Runtime: out of memory");
    }
    child->channel = -1;
    child->stop = stop;
    sag_status status = launch(child, plan, folder, err);
    if (status == SAG_STATUS_OK) {
        status = read_line(child, err);
    }
    if (status == SAG_STATUS_OK && !read_ready(child, magnitude)) {
        status = sag__fail(err, SAG_STATUS_IO, "ONNX Runtime: answered '%s'", child->line);
    }
    if (status != SAG_STATUS_OK) {
        sag__ort_child_close(child);
        return status;
    }
    kill(child->pid, SIGSTOP);
    *out = child;
    return SAG_STATUS_OK;
}

sag_status sag__ort_child_run(sag__ort_child *child, int64_t *wall_ns, int64_t *cpu_ns, sag_error *err)
{
    kill(child->pid, SIGCONT);
    /* Without MSG_NOSIGNAL a child that is gone would end this program too. */
    if (send(child->channel, "run\n", 4, MSG_NOSIGNAL) != 4) {
        return gone(child, err);
    }
    sag_status status = read_line(child, err);
    kill(child->pid, SIGSTOP);
    if (status == SAG_STATUS_OK && sscanf(child->line, "ran %" SCNd64 " %" SCNd64, wall_ns, cpu_ns) != 2) {
        status = sag__fail(err, SAG_STATUS_IO, "ONNX Runtime: answered '%s'", child->line);
    }
    return status;
}

const char *sag__ort_child_get_library(const sag__ort_child *child)
{
    return child->library;
}

void sag__ort_child_close(sag__ort_child *child)
{
    if (child == NULL) {
        return;
    }
    if (child->channel >= 0) {
        close(child->channel);
    }
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
        while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    sag__memory_free(child);
}
