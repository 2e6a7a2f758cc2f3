# The image of one node. It holds the distribution, so build that first: bin/flotilla --version, or ./mvnw package.
FROM eclipse-temurin:25-jre

COPY node/target/dist/flotilla /opt/flotilla

ENV PATH="/opt/flotilla/bin:${PATH}"
# The start-up cache fits the Java it was made by: one of the machine that built the distribution is of no use here.
RUN rm -rf /opt/flotilla/cache && flotilla --make-cache
# Not root: no port below 1024 is needed.
USER 10001:10001
WORKDIR /opt/flotilla
# Pools as the samples have them, nutcracker's stats, HTTP, Hazelcast.
EXPOSE 22121 22122 22222 22223 5701
ENTRYPOINT ["flotilla"]
CMD ["-c", "/etc/flotilla/flotilla.yml"]
