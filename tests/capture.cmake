sagitta_test(orient ROOMS capture)
sagitta_test(source ROOMS capture TIMEOUT 300)
