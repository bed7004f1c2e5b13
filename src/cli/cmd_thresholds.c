/* sagitta thresholds: the table of thresholds with their origins, in the form of a threshold file. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>

#include <sagitta/finding.h>

#include "options.h"

exit_code cmd_thresholds(int argc, char **argv)
{
    const char *path = NULL;
    const option_entry entries[] = {
        {"thresholds", "FILE", "put the values of this threshold file in place of the program's own", OPTION_TEXT,
         &path, 0, 0},
    };
    const option_table table = {
        .command = "thresholds",
        .usage = "sagitta thresholds [options]",
        .about = "Print every threshold with its unit and its origin: from where on a movement is named a possible or\n"
                 "a clear finding. The output is a threshold file, the start of one of your own:\n\n"
                 "  sagitta thresholds > my.txt\n"
                 "  sagitta analyze FILE --thresholds my.txt",
        .entry = entries,
        .entry_count = sizeof entries / sizeof entries[0],
    };
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, NULL, NULL, 0, &code)) {
        return code;
    }
    sag_thresholds thresholds = {{0}};
    sag_error err = {0};
    if (path != NULL && sag_thresholds_read(&thresholds, path, &err) != SAG_STATUS_OK) {
        fputs("sagitta: ", stderr);
        options_print_clean(stderr, err.text);
        fputc('\n', stderr);
        return EXIT_CODE_INPUT;
    }
    size_t length = sag_thresholds_format(NULL, 0, &thresholds);
    char *text = malloc(length + 1);
    if (text == NULL) {
        fputs("sagitta: out of memory\n", stderr);
        return EXIT_CODE_FAILURE;
    }
    sag_thresholds_format(text, length + 1, &thresholds);
    fputs(text, stdout);
    free(text);
    return EXIT_CODE_OK;
}
