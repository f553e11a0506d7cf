/tmp/w/st2//tmp/w/st2//tmp/w/st2/all.jsa.jsa.jsa lint 2.58+0.31 2.29
