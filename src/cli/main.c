/*
 * The program: a table of commands. stdout carries results only; messages and progress go to stderr.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <sagitta/cpu.h>
#include <sagitta/version.h>

#include "command.h"
#include "options.h"
#include "restart.h"

static const command commands[] = {
    {"live", "stand in front of the camera and be coached: repetitions, depth, what to do better", cmd_live},
    {"analyze", "count squats or hinges in videos, say how deep each one went and what was seen", cmd_analyze},
    {"snapshot", "one annotated picture from the camera", cmd_snapshot},
    {"replay", "make the report again from a pose recording, without video or model", cmd_replay},
    {"validate", "compare what was measured with a known truth: the error of every metric", cmd_validate},
    {"thresholds", "print the thresholds of the findings with their origins, as a file to edit", cmd_thresholds},
    {"bench", "measure the networks: time, share of the peak, against ONNX Runtime; where a clip's time goes", cmd_bench},
    {"devices", "list the cameras of this machine with their formats, sizes and rates", cmd_devices},
    {"models", "list the pose models and verify their hashes", cmd_models},
    {"doctor", "show versions, CPU features and models, and what is missing", cmd_doctor},
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_help(FILE *stream)
{
    fputs("Usage: sagitta COMMAND [options]\n\n"
          "Sagitta measures posture and movement from an ordinary camera or video: it finds the body in every\n"
          "frame, counts squats or hinges and says how deep each one went, with the uncertainty of each number. What\n"
          "this view cannot show is named, not guessed. A screening and training aid, not a diagnosis.\n\nCommands:\n",
          stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(stream, "  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    fputs("  help       show this, or the help of a command: sagitta help analyze\n"
          "  version    show the version\n\n"
          "Exit codes:\n"
          "  0  done                          5  a result cannot be written\n"
          "  1  failure without its own code  6  nobody was found in any frame\n"
          "  2  wrong command line            7  damaged input: what could be read was analyzed\n"
          "  3  the input cannot be read      8  of several inputs some failed: the table says which\n"
          "  4  model missing or corrupt      130  interrupted: what was measured was reported\n",
          stream);
}

static const command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static exit_code refuse_command(const char *name)
{
    fputs("sagitta: there is no command '", stderr);
    options_print_clean(stderr, name);
    fputs("' (sagitta help shows them)\n", stderr);
    return EXIT_CODE_USAGE;
}

/* Whether SAG_CPU, if it is set, names a level that this processor has; else says so. */
static bool check_cpu_mask(void)
{
    const char *mask = sag_cpu_get_mask();
    sag_cpu_level level = mask != NULL ? sag_cpu_level_find(mask) : SAG_CPU_LEVEL_SCALAR;
    if (level != SAG_CPU_LEVEL_COUNT && sag_cpu_level_is_there(level)) {
        return true;
    }
    fputs("sagitta: SAG_CPU=", stderr);
    options_print_clean(stderr, mask);
    fputs(": this processor has", stderr);
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        if (sag_cpu_level_is_there((sag_cpu_level)l)) {
            fprintf(stderr, " %s", sag_cpu_level_name((sag_cpu_level)l));
        }
    }
    fputc('\n', stderr);
    return false;
}

static exit_code run(int argc, char **argv)
{
    if (!check_cpu_mask()) {
        return EXIT_CODE_USAGE;
    }
    if (argc < 2) {
        fputs("sagitta: which command?\n\n", stderr);
        print_help(stderr);
        return EXIT_CODE_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "help") == 0 && argc > 2) {
        const command *about = find_command(argv[2]);
        char help[] = "--help";
        char *words[] = {argv[2], help, NULL};
        return about != NULL ? about->run(2, words) : refuse_command(argv[2]);
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_help(stdout);
        return EXIT_CODE_OK;
    }
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0) {
        printf("sagitta %s\n", sag_version());
        return EXIT_CODE_OK;
    }
    const command *chosen = find_command(name);
    return chosen != NULL ? chosen->run(argc - 1, argv + 1) : refuse_command(name);
}

int main(int argc, char **argv)
{
    restart_keep_words(argv);
    exit_code code = run(argc, argv);
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    if (lost && code == EXIT_CODE_OK) {
        perror("sagitta: cannot write the output");
        code = EXIT_CODE_OUTPUT;
    }
    return (int)code;
}
