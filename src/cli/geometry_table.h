/*
 * geometry_table.h - `sagitta bench geometry`: every geometry kernel in every level, as tables of 100 columns.
 */
#ifndef SAGITTA_CLI_GEOMETRY_TABLE_H
#define SAGITTA_CLI_GEOMETRY_TABLE_H

#include <sagitta/bench.h>

/*
 * Measure and print kernel by kernel.
 * Returns as sag_bench_geometry; nothing is printed on failure.
 */
sag_status geometry_table_run(const sag_bench_options *options, sag_error *err);

#endif
