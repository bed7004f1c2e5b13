#include <criterion/criterion.h>

#include <string.h>

#include <sagitta/analysis.h>

/* One of the two tables. */
typedef const sag_metric_info *(*table)(int row);

static const sag_metric_info *metric_row(int row)
{
    return sag_metric_get_info((sag_metric)row);
}

static const sag_metric_info *rep_metric_row(int row)
{
    return sag_rep_metric_get_info((sag_rep_metric)row);
}

static void check_table(table row, int count)
{
    const unsigned side = (1u << SAG_VIEW_SIDE) | (1u << SAG_VIEW_SIDE_REDUCED);
    const unsigned back = 1u << SAG_VIEW_BACK;
    const unsigned frontal = (1u << SAG_VIEW_FRONT) | back;
    const unsigned every = side | frontal | (1u << SAG_VIEW_OBLIQUE);
    for (int m = 0; m < count; m++) {
        const sag_metric_info *info = row(m);
        cr_assert_not_null(info, "metric %d", m);
        const char *const text[] = {info->name, info->title, info->sign, info->definition, info->source};
        for (int i = 0; i < 5; i++) {
            cr_assert(text[i] != NULL && text[i][0] != '\0', "metric %d, text %d", m, i);
            cr_assert_null(strstr(text[i], "valgus"), "metric %d, text %d", m, i);
            cr_assert_null(strstr(text[i], "risk"), "metric %d, text %d", m, i);
        }
        cr_assert_eq(strspn(info->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(info->name));
        cr_assert(info->views == side || info->views == frontal || info->views == back || info->views == every,
                  "metric %d", m);
        for (int other = 0; other < m; other++) {
            cr_assert_str_neq(info->name, row(other)->name);
            cr_assert_str_neq(info->title, row(other)->title);
        }
    }
    cr_assert_null(row(count));
    cr_assert_null(row(-1));
}

Test(names, every_metric_is_described)
{
    check_table(metric_row, SAG_METRIC_COUNT);
    check_table(rep_metric_row, SAG_REP_METRIC_COUNT);
}

Test(names, every_value_has_a_word)
{
    for (int i = 0; i <= SAG_REASON_COUNT; i++) {
        cr_assert_not_null(sag_reason_text((sag_reason)i));
    }
    for (int i = 0; i <= SAG_REJECTION_COUNT; i++) {
        cr_assert_not_null(sag_rejection_name((sag_rejection)i));
        for (int m = 0; m <= SAG_MOVEMENT_COUNT; m++) {
            cr_assert_not_null(sag_rejection_text((sag_movement)m, (sag_rejection)i));
        }
    }
    cr_assert_str_eq(sag_rejection_name(SAG_REJECTION_HINGE), "hinge");
    cr_assert_str_eq(sag_depth_class_name(SAG_DEPTH_NEAR_PARALLEL), "near parallel");
    cr_assert_str_eq(sag_depth_class_name(SAG_DEPTH_COUNT), "unknown");
    cr_assert_str_eq(sag_view_name(SAG_VIEW_SIDE_REDUCED), "side (reduced)");
    cr_assert_str_eq(sag_view_name(SAG_VIEW_COUNT), "unknown");
    cr_assert_str_eq(sag_facing_name(SAG_FACING_LEFT), "left");
    cr_assert_str_eq(sag_side_name(SAG_SIDE_RIGHT), "right");
}
