package localhost

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"vernacular/internal/disk"
)

// DefaultAddr is where Listen listens if it is not told.
const DefaultAddr = "127.0.0.1:8080"

// Listen opens the address to serve on: "host:port", or ":port" or "port" for the loopback address, or
// "" for DefaultAddr. An address that other machines can reach has to be named in full; warning then
// says so in a line for the user, else it is "". An error says what to do in the words of the command.
func Listen(addr string) (l net.Listener, warning string, err error) {
	host, port := "127.0.0.1", ""
	switch h, p, err := net.SplitHostPort(addr); {
	case addr == "":
		host, port, _ = net.SplitHostPort(DefaultAddr)
	case err == nil && h == "":
		port = p
	case err == nil:
		host, port = h, p
	case addr != "" && strings.Trim(addr, "0123456789") == "":
		port = addr
	default:
		return nil, "", fmt.Errorf("--addr %s is no address to serve on: write it as HOST:PORT, such as %s", addr, DefaultAddr)
	}
	l, err = net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, "", listenError(host, port, err)
	}
	if a, err := netip.ParseAddrPort(l.Addr().String()); err == nil && !a.Addr().Unmap().IsLoopback() {
		who := "every machine that can reach " + l.Addr().String()
		if a.Addr().IsUnspecified() {
			who = fmt.Sprintf("every machine that can reach this one (port %d)", a.Port())
		}
		warning = who + " can read this preview, unfinished pages and the list of problems included"
	}
	return l, warning, nil
}

// listenError returns an error of net.Listen in the words of the command.
func listenError(host, port string, err error) error {
	at := net.JoinHostPort(host, port)
	var dns *net.DNSError
	switch {
	case disk.IsAddressInUse(err):
		return fmt.Errorf("%s is in use already, perhaps by another watch: end that one, or choose another port with --addr %s; keep to that port then, since a browser offers what was typed and not saved at the address where it was typed",
			at, Free(at))
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be opened by this user: choose a port above 1023 with --addr %s", at, net.JoinHostPort(host, "8080"))
	case disk.IsAddressElsewhere(err), errors.As(err, &dns):
		return fmt.Errorf("%s is not an address of this machine: choose another with --addr, such as %s", host, DefaultAddr)
	}
	return fmt.Errorf("cannot serve on %s: %w; choose another address with --addr", at, err)
}

// portsTried is how many ports are tried for one that is free.
const portsTried = 20

// Free returns the address with the first free port after the one of an address, which is the same each time as long as the
// same programs run: a browser keeps what was typed by the address. Its port is 0, which takes any, if there is none near.
func Free(addr string) string {
	host, port, _ := net.SplitHostPort(addr)
	first, err := strconv.Atoi(port)
	for p := first + 1; err == nil && p <= min(first+portsTried, 65535); p++ {
		at := net.JoinHostPort(host, strconv.Itoa(p))
		if l, err := net.Listen("tcp", at); err == nil {
			l.Close()
			return at
		}
	}
	return net.JoinHostPort(host, "0")
}

// LoopbackURL returns the address to open in a browser on this machine, as "http://127.0.0.1:8080/".
func LoopbackURL(l net.Listener) string {
	a, err := netip.ParseAddrPort(l.Addr().String())
	if err != nil {
		return "http://" + l.Addr().String() + "/"
	}
	ip := a.Addr().Unmap()
	if ip.IsUnspecified() {
		ip = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return "http://" + netip.AddrPortFrom(ip, a.Port()).String() + "/"
}
