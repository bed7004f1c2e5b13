/*
 * c_locale.h - a stretch of code in which this thread reads and writes numbers with a point, whatever the program's
 * locale is.
 */
#ifndef SAGITTA_BASE_C_LOCALE_H
#define SAGITTA_BASE_C_LOCALE_H

#include <locale.h>
#include <stdbool.h>

typedef struct sag__c_locale {
    locale_t own;
    locale_t before;
} sag__c_locale;

/*
 * Begin the stretch. Returns: false without memory; the locale is then the one before. Either way it ends with
 * sag__c_locale_leave, in the same thread.
 */
bool sag__c_locale_enter(sag__c_locale *stretch);

/* End the stretch: the locale is again the one before. */
void sag__c_locale_leave(sag__c_locale *stretch);

#endif
