#include <criterion/criterion.h>

#include <string.h>

#include <sagitta/analysis.h>

Test(names, every_metric_is_described)
{
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        cr_assert_not_null(info);
        const char *const text[] = {info->name, info->title, info->sign, info->definition, info->source};
        for (int i = 0; i < 5; i++) {
            cr_assert(text[i] != NULL && text[i][0] != '\0', "metric %d, text %d", m, i);
        }
        cr_assert_eq(strspn(info->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(info->name));
        cr_assert(info->views & (1u << SAG_VIEW_SIDE));
        cr_assert_eq(info->views & (1u << SAG_VIEW_UNKNOWN), 0);
        for (int other = 0; other < m; other++) {
            cr_assert_str_neq(info->name, sag_metric_get_info((sag_metric)other)->name);
        }
    }
    cr_assert_null(sag_metric_get_info(SAG_METRIC_COUNT));
}

Test(names, every_value_has_a_word)
{
    for (int i = 0; i <= SAG_REASON_COUNT; i++) {
        cr_assert_not_null(sag_reason_text((sag_reason)i));
    }
    for (int i = 0; i <= SAG_REJECTION_COUNT; i++) {
        cr_assert_not_null(sag_rejection_name((sag_rejection)i));
        cr_assert_not_null(sag_rejection_text((sag_rejection)i));
    }
    cr_assert_str_eq(sag_rejection_name(SAG_REJECTION_HINGE), "hinge");
    cr_assert_str_eq(sag_depth_class_name(SAG_DEPTH_NEAR_PARALLEL), "near parallel");
    cr_assert_str_eq(sag_depth_class_name(SAG_DEPTH_COUNT), "unknown");
    cr_assert_str_eq(sag_view_name(SAG_VIEW_SIDE_REDUCED), "side (reduced)");
    cr_assert_str_eq(sag_view_name(SAG_VIEW_COUNT), "unknown");
    cr_assert_str_eq(sag_facing_name(SAG_FACING_LEFT), "left");
    cr_assert_str_eq(sag_side_name(SAG_SIDE_RIGHT), "right");
}
