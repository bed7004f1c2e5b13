/*
 * engine.h - the public names of the engines, and those of the networks.
 */
#ifndef SAGITTA_POSE_ENGINE_H
#define SAGITTA_POSE_ENGINE_H

#include <sagitta/pose.h>

#include "net.h"

/* Returns: the network's word for an engine. */
sag__net_engine sag__engine_of_net(sag_engine engine);

#endif
