# k6 where its released image has it. Images copy it from there.
FROM scratch
COPY k6 /usr/bin/k6
