sagitta_test(json ROOMS json)
