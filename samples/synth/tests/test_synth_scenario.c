#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "synth_scenario.h"

static int read_text(synth_scenario *s, const char *text, char *error)
{
    char copy[1024];
    snprintf(copy, sizeof copy, "%s", text);
    FILE *in = fmemopen(copy, strlen(copy), "r");
    cr_assert_not_null(in);
    error[0] = '\0';
    int rc = synth_scenario_read(s, in, "dir/try.scn", error);
    fclose(in);
    return rc;
}

Test(scenario, defaults_sections_and_comments)
{
    synth_scenario s;
    char error[SYNTH_ERROR_MAX];
    cr_assert_eq(read_text(&s, "# all\nmotion squat  # here\r\n\theight_m 1.62\nlumbar_flexion_deg 5\n"
                               "[rep]\nthigh_inclination_deg -3\n[rep]\nrepeat 2\nlumbar_flexion_deg 20\n", error), 0, "%s", error);
    cr_assert_str_eq(s.name, "try");
    cr_assert_eq(s.rep_count, 3);
    cr_assert_float_eq(s.height_m, 1.62, 0);
    cr_assert_float_eq(s.rep[0].lumbar_flexion_deg, 5, 0);
    cr_assert_float_eq(s.rep[0].thigh_inclination_deg, -3, 0);
    cr_assert_float_eq(s.rep[2].lumbar_flexion_deg, 20, 0);
    cr_assert(isnan(s.rep[2].thigh_inclination_deg));
    cr_assert_float_eq(s.shirt_rgb[0], 0x2f, 0);
}

Test(scenario, each_mistake_is_one_line_with_its_place)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"motion squat\nheigth_m 1.7\n[rep]\n", "dir/try.scn:2: unknown key \"heigth_m\""},
        {"height_m tall\n[rep]\n", "dir/try.scn:1: height_m: \"tall\" is not a number"},
        {"height_m 1.7m\n[rep]\n", "dir/try.scn:1: height_m: \"1.7m\" is not a number"},
        {"height_m nan\n[rep]\n", "dir/try.scn:1: height_m: \"nan\" is not a number"},
        {"height_m 0x1\n[rep]\n", "dir/try.scn:1: height_m: \"0x1\" is not a decimal number"},
        {"height_m 3\n[rep]\n", "dir/try.scn:1: height_m: 3 is outside 1.4..2.1"},
        {"height_m\n[rep]\n", "dir/try.scn:1: height_m: no value"},
        {"height_m 1.7\nheight_m 1.7\n[rep]\n", "dir/try.scn:2: height_m: given twice"},
        {"width_px 640.5\n[rep]\n", "dir/try.scn:1: width_px: 640.5 is not a whole number"},
        {"motion jump\n[rep]\n", "dir/try.scn:1: motion: \"jump\" is none of squat|hinge|bend|stand"},
        {"arms up\n[rep]\n", "dir/try.scn:1: arms: \"up\" is none of front|crossed|hanging|hips|behind|bar"},
        {"prop rope\n[rep]\n", "dir/try.scn:1: prop: \"rope\" is none of none|plate|bag|hair"},
        {"shirt_rgb 1 2\n[rep]\n", "dir/try.scn:1: shirt_rgb: wants three numbers 0..255"},
        {"shirt_rgb 1 2 3 4\n[rep]\n", "dir/try.scn:1: shirt_rgb: more than three numbers"},
        {"name a b\n[rep]\n", "dir/try.scn:1: name: only letters, digits, '_', '-' and '.'"},
        {"[set]\n", "dir/try.scn:1: unknown section [set] (known: [rep])"},
        {"[rep]\nheight_m 1.7\n", "dir/try.scn:2: height_m: belongs before the first [rep]"},
        {"repeat 2\n[rep]\n", "dir/try.scn:1: unknown key \"repeat\""},
        {"[rep]\ntrunk_inclination_deg 50\nankle_dorsiflexion_deg 20\n",
         "dir/try.scn:3: trunk_inclination_deg and ankle_dorsiflexion_deg: one follows from the other, give one"},
        {"[rep]\nrepeat 20\n[rep]\nrepeat 13\n", "dir/try.scn:4: more than 32 reps"},
        {"motion squat\n", "dir/try.scn:1: a moving scenario needs at least one [rep]"},
        {"motion stand\n[rep]\n", "dir/try.scn:2: motion stand takes no [rep]"},
        {"quiet_s 1\n[rep]\n", "dir/try.scn:2: arms_raise_s is longer than quiet_s"},
        {"width_px 641\n[rep]\n", "dir/try.scn:2: width_px and height_px must be even"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        synth_scenario s;
        char error[SYNTH_ERROR_MAX];
        cr_assert_eq(read_text(&s, bad[i].text, error), -1, "accepted: %s", bad[i].text);
        cr_assert_str_eq(error, bad[i].says);
    }
}

/* Every value of the choices reaches its enumerator, and is written as it was read. */
Test(scenario, arms_and_props_are_read_and_written)
{
    static const struct {
        const char *text, *written;
        int arms, prop;
    } want[] = {
        {"[rep]\n", "p,prop,none\n", SYNTH_ARMS_FRONT, SYNTH_PROP_NONE},
        {"arms crossed\nprop none\n[rep]\n", "p,arms,crossed\n", SYNTH_ARMS_CROSSED, SYNTH_PROP_NONE},
        {"arms hanging\nprop hair\n[rep]\n", "p,prop,hair\n", SYNTH_ARMS_HANGING, SYNTH_PROP_HAIR},
        {"arms hips\n[rep]\n", "p,arms,hips\n", SYNTH_ARMS_HIPS, SYNTH_PROP_NONE},
        {"arms behind\nprop bag\n[rep]\n", "p,prop,bag\n", SYNTH_ARMS_BEHIND, SYNTH_PROP_BAG},
        {"arms bar\nprop plate\n[rep]\n", "p,arms,bar\n", SYNTH_ARMS_BAR, SYNTH_PROP_PLATE},
    };
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        synth_scenario s;
        char error[SYNTH_ERROR_MAX], text[16384] = "";
        cr_assert_eq(read_text(&s, want[i].text, error), 0, "%s", error);
        cr_assert_eq(s.arms, want[i].arms, "%zu", i);
        cr_assert_eq(s.prop, want[i].prop, "%zu", i);
        FILE *out = fmemopen(text, sizeof text, "w");
        synth_scenario_write(&s, out, "p");
        fclose(out);
        cr_assert_not_null(strstr(text, want[i].written), "%zu lacks %s", i, want[i].written);
    }
}

Test(scenario, limit_of_reps_is_accepted)
{
    synth_scenario s;
    char error[SYNTH_ERROR_MAX];
    cr_assert_eq(read_text(&s, "[rep]\nrepeat 32\n", error), 0, "%s", error);
    cr_assert_eq(s.rep_count, 32);
}

Test(scenario, missing_file_is_named)
{
    synth_scenario s;
    char error[SYNTH_ERROR_MAX];
    cr_assert_eq(synth_scenario_load(&s, "/nowhere/x.scn", error), -1);
    cr_assert_str_eq(error, "cannot open scenario /nowhere/x.scn: No such file or directory");
}
