/* summary.csv: the table over several recordings. */
#include <sagitta/report.h>

#include <math.h>

#include "csv_cell.h"
#include "outfile.h"

/* A count of a recording that has a report. */
static void put_count(sag__outfile *file, const sag_report_row *row, int64_t count)
{
    sag__csv_number(file, row->reported ? (double)count : NAN, 0);
}

static void put_row(sag__outfile *file, const sag_report_row *row)
{
    sag__outfile_printf(file, "%d,%d", row->reported ? 1 : 0, row->skipped ? 1 : 0);
    sag__csv_foreign_text(file, row->source);
    sag__csv_foreign_text(file, row->folder);
    sag__csv_foreign_text(file, row->reported ? sag_movement_name(row->movement) : "");
    sag__csv_foreign_text(file, row->reported ? row->view : "");
    sag__csv_number(file, row->reported ? row->duration_s : NAN, 3);
    put_count(file, row, row->frame_count);
    put_count(file, row, row->found_count);
    put_count(file, row, row->rep_count);
    sag__csv_foreign_text(file, row->reported ? row->depth_class : "");
    sag__csv_number(file, row->reported ? row->thigh_median_deg : NAN, 1);
    sag__csv_number(file, row->reported ? row->knee_median_deg : NAN, 1);
    sag__csv_number(file, row->reported ? row->trunk_median_deg : NAN, 1);
    sag__csv_number(file, row->reported ? row->eccentric_median_s : NAN, 3);
    sag__csv_number(file, row->reported ? row->concentric_median_s : NAN, 3);
    put_count(file, row, row->clear_count);
    put_count(file, row, row->likely_count);
    put_count(file, row, row->possible_count);
    sag__csv_foreign_text(file, row->reported ? row->findings : "");
    sag__csv_foreign_text(file, row->failure);
    sag__outfile_printf(file, "\n");
}

sag_status sag_report_write_rows_csv(const char *path, const sag_report_row *row, size_t count, sag_error *err)
{
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__outfile_printf(file, "reported,skipped,source,folder,movement,view,duration_s,frames,frames_with_person,reps,"
                              "depth_class,thigh_median_deg,knee_median_deg,trunk_median_deg,eccentric_median_s,"
                              "concentric_median_s,clear_findings,likely_findings,possible_findings,findings,failure\n");
    for (size_t r = 0; r < count; r++) {
        put_row(file, &row[r]);
    }
    return sag__outfile_commit(file, err);
}
