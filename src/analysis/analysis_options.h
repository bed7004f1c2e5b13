/* analysis_options.h - whether the options of an analysis make sense. */
#ifndef SAGITTA_ANALYSIS_ANALYSIS_OPTIONS_H
#define SAGITTA_ANALYSIS_ANALYSIS_OPTIONS_H

#include <sagitta/analysis.h>

/* Returns SAG_STATUS_OK or _ARGUMENT with the reason. */
sag_status sag__options_check(const sag_analysis_options *options, sag_error *err);

#endif
