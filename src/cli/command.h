/*
 * command.h - the table of commands: name, one line, and the function that runs it.
 */
#ifndef SAGITTA_CLI_COMMAND_H
#define SAGITTA_CLI_COMMAND_H

#include "exit_code.h"

typedef struct command {
    const char *name;
    const char *summary; /* one line for `sagitta help` */
    /* argv[0] is the command's name. */
    exit_code (*run)(int argc, char **argv);
} command;

exit_code cmd_analyze(int argc, char **argv);
exit_code cmd_bench(int argc, char **argv);
exit_code cmd_devices(int argc, char **argv);
exit_code cmd_doctor(int argc, char **argv);
exit_code cmd_live(int argc, char **argv);
exit_code cmd_models(int argc, char **argv);
exit_code cmd_replay(int argc, char **argv);
exit_code cmd_snapshot(int argc, char **argv);
exit_code cmd_thresholds(int argc, char **argv);
exit_code cmd_validate(int argc, char **argv);

#endif
