#include "camera_word.h"

#include <sys/stat.h>

void camera_word_apply(sag_live_session_options *options, const char *word)
{
    struct stat facts;
    if (word != NULL && stat(word, &facts) == 0 && (S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode))) {
        options->file_path = word;
    } else {
        options->camera.device = word;
    }
}
