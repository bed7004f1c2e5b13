#include "palette.h"

const sag__color sag__palette_near = {0.0, 0.447, 0.698, 1.0};
const sag__color sag__palette_far = {0.337, 0.706, 0.914, 0.9};
const sag__color sag__palette_measure = {0.961, 0.643, 0.0, 1.0};
const sag__color sag__palette_finding = {0.882, 0.361, 0.0, 1.0};
const sag__color sag__palette_light = {1.0, 1.0, 1.0, 0.85};
const sag__color sag__palette_dark = {0.05, 0.07, 0.10, 0.75};
const sag__color sag__palette_text = {1.0, 1.0, 1.0, 1.0};
const sag__color sag__palette_quiet = {0.78, 0.81, 0.85, 1.0};
const sag__color sag__palette_panel = {0.05, 0.07, 0.10, 0.80};
const sag__color sag__palette_second = {0.337, 0.706, 0.914, 1.0};

sag__color sag__palette_depth(sag_depth_class depth)
{
    static const sag__color colors[SAG_DEPTH_COUNT] = {
        [SAG_DEPTH_UNKNOWN] = {1.0, 1.0, 1.0, 1.0},
        [SAG_DEPTH_PARTIAL] = {0.62, 0.62, 0.62, 1.0},
        [SAG_DEPTH_NEAR_PARALLEL] = {0.941, 0.894, 0.259, 1.0},
        [SAG_DEPTH_PARALLEL] = {0.961, 0.643, 0.0, 1.0},
        [SAG_DEPTH_BELOW_PARALLEL] = {0.0, 0.698, 0.522, 1.0},
        [SAG_DEPTH_DEEP] = {0.337, 0.706, 0.914, 1.0},
    };
    return colors[(unsigned)depth < SAG_DEPTH_COUNT ? depth : SAG_DEPTH_UNKNOWN];
}

sag__color sag__palette_severity(sag_severity severity)
{
    static const sag__color possible = {0.941, 0.894, 0.259, 1.0};
    static const sag__color clear = {1.0, 0.502, 0.184, 1.0}; /* vermilion, light enough for letters on a panel */
    return severity >= SAG_SEVERITY_LIKELY ? clear : possible;
}

sag__color sag__palette_back(sag_back_state state)
{
    static const sag__color colors[SAG_BACK_STATE_COUNT] = {
        [SAG_BACK_NOT_MEASURED] = {0.78, 0.81, 0.85, 1.0},
        [SAG_BACK_NO_CHANGE] = {0.0, 0.698, 0.522, 1.0},
        [SAG_BACK_POSSIBLE] = {0.941, 0.894, 0.259, 1.0},
        [SAG_BACK_LIKELY] = {0.941, 0.894, 0.259, 1.0},
    };
    return colors[(unsigned)state < SAG_BACK_STATE_COUNT ? state : SAG_BACK_NOT_MEASURED];
}
