# Lets memcached's own tests start their servers behind a proxy that runs already: see bench/conformance. BEHIND_SERVERS are the
# ports of the servers, BEHIND_PORT is the one to which the tests connect.
package Behind;
use strict;
use warnings;
use IO::Socket::INET;
use POSIX ":sys_wait_h";

# A number that no process has.
my $NOBODY = 4194304;

my ($options, @running);

no warnings 'redefine';
*MemcachedTest::new_memcached = sub {
    my ($asked) = @_;
    $asked = ' ' . ($asked // '');
    $asked =~ s/ -[slpU]\s*\S+//g;
    # Some tests ask for the same server twice, and expect the first one to go on.
    if (defined $options && $options eq $asked && waitpid($running[0], WNOHANG) == 0) {
        return handle($NOBODY);
    }
    $options = $asked;
    @running = map { server($_) } split ' ', $ENV{BEHIND_SERVERS};
    await_proxy() if $ENV{BEHIND_SERVERS} ne $ENV{BEHIND_PORT} && $options !~ / -Y/;
    return handle($running[0]);
};

sub handle {
    my ($pid) = @_;
    return Memcached::Handle->new(
        pid => $pid, conn => to($ENV{BEHIND_PORT}), host => '127.0.0.1', port => $ENV{BEHIND_PORT});
}

sub to {
    my ($port) = @_;
    return IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port");
}

# Starts a server in the place of the one that has this port.
sub server {
    my ($port) = @_;
    my $file = "../run/memcached-$port.pid";
    if (open(my $in, '<', $file)) {
        kill 9, <$in>;
    }
    pause() while to($port);
    my $pid = fork();
    if (!$pid) {
        exec "exec ./memcached-debug$options -u root -o relaxed_privileges -l 127.0.0.1 -p $port -U 0";
    }
    open(my $out, '>', $file) or die "$file: $!";
    print $out $pid;
    close $out;
    for (1 .. 100) {
        last if to($port);
        pause();
    }
    return $pid;
}

# Waits until the proxy has noticed that all servers are new.
sub await_proxy {
    for (1 .. 100) {
        my $proxy = to($ENV{BEHIND_PORT});
        print $proxy "stats\r\n";
        my ($answered, $line) = (0);
        while ($line = <$proxy>) {
            $answered = $1 if $line =~ /flotilla_servers_answered (\d+)/;
            # A pool of one server shows its statistics as they are.
            $answered = 1 if @running == 1 && $line =~ /^STAT pid/;
            last if $line =~ /^END|ERROR/;
        }
        return if $answered == @running;
        pause();
    }
}

sub pause {
    select undef, undef, undef, 0.1;
}

1;
