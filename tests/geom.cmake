sagitta_test(angle ROOMS geom)
sagitta_test(stats ROOMS geom)
sagitta_test(filter ROOMS geom)
sagitta_test(motion ROOMS geom)
