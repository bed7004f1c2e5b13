/*
 * exit_code.h - what the program returns. README.md and `sagitta help` show the same table.
 */
#ifndef SAGITTA_CLI_EXIT_CODE_H
#define SAGITTA_CLI_EXIT_CODE_H

typedef enum exit_code {
    EXIT_CODE_OK = 0,
    EXIT_CODE_FAILURE = 1,    /* out of memory, or a failure that has no code of its own */
    EXIT_CODE_USAGE = 2,      /* the command line is wrong */
    EXIT_CODE_INPUT = 3,      /* the video, picture, recording, list or threshold file cannot be read; no camera can */
    EXIT_CODE_MODEL = 4,      /* a pose model is missing, corrupt or cannot run */
    EXIT_CODE_OUTPUT = 5,     /* a result cannot be written */
    EXIT_CODE_NO_PERSON = 6,  /* nobody was found in any frame; the report says so */
    EXIT_CODE_DAMAGED = 7,    /* the input is damaged; what could be read was analyzed */
    EXIT_CODE_SOME = 8,       /* of several inputs some alone would not have ended with 0; the table says which */
    EXIT_CODE_INTERRUPTED = 130 /* Ctrl-C; what was measured until then was reported */
} exit_code;

#endif
