#include "c_locale.h"

bool sag__c_locale_enter(sag__c_locale *stretch)
{
    stretch->own = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    /* With no locale to set, uselocale only tells the one in use. */
    stretch->before = uselocale(stretch->own);
    return stretch->own != (locale_t)0;
}

void sag__c_locale_leave(sag__c_locale *stretch)
{
    uselocale(stretch->before);
    if (stretch->own != (locale_t)0) {
        freelocale(stretch->own);
    }
}
