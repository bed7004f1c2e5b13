/*
 * comma_locale.h - run the rest of a test under a locale that writes 1,5 for 1.5.
 */
#ifndef SAGITTA_TESTS_COMMA_LOCALE_H
#define SAGITTA_TESTS_COMMA_LOCALE_H

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Switch to a locale with a decimal comma, made in the folder if none is installed and left out of it again.
 * Returns false when the machine has none and cannot make one.
 */
static inline bool set_comma_locale(const char *folder)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_AT.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (setlocale(LC_ALL, names[i]) != NULL) {
            return true;
        }
    }
    char command[256];
    snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 >/dev/null 2>&1", folder);
    if (system(command) != 0 || setenv("LOCPATH", folder, 1) != 0) {
        return false;
    }
    bool done = setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
    snprintf(command, sizeof command, "rm -r %s/de_DE.UTF-8", folder);
    return system(command) == 0 && done;
}

#endif
