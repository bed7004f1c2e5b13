#include "engine.h"

#include <stdio.h>

#include "detector.h"
#include "landmarks.h"

sag__net_engine sag__engine_of_net(sag_engine engine)
{
    switch (engine) {
    case SAG_ENGINE_ONEDNN:
        return SAG__NET_ENGINE_ONEDNN;
    case SAG_ENGINE_OPENCV:
        return SAG__NET_ENGINE_OPENCV;
    case SAG_ENGINE_AUTO:
        break;
    }
    return SAG__NET_ENGINE_AUTO;
}

const char *sag_engine_describe(sag_engine engine)
{
    return sag__net_describe_engine(sag__engine_of_net(engine));
}

sag_status sag_engine_probe(sag_engine_use *out, const sag_model *model, sag_engine engine, sag_error *err)
{
    *out = (sag_engine_use){.name = ""};
    sag__net_options options;
    sag_status status = model->role == SAG_MODEL_ROLE_DETECTOR
                            ? sag__detector_describe(&options, model, err)
                            : sag__landmarks_describe(&options, model, model->output_mask[0] != '\0', err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    options.engine = sag__engine_of_net(engine);
    options.thread_count = 1;
    sag__net *net = NULL;
    status = sag__net_open(&net, &options, err);
    if (status == SAG_STATUS_OK) {
        out->name = sag__net_get_engine(net);
        snprintf(out->reason, sizeof out->reason, "%s", sag__net_get_reason(net));
        sag__net_close(net);
    }
    return status;
}
