package serve

import (
	"net"

	"vernacular/internal/editor"
	"vernacular/internal/localhost"
	"vernacular/internal/preview"
	"vernacular/internal/project"
)

// front is one address at which the pages and the translation editor are served.
type front struct {
	listener net.Listener
	server   *localhost.Server
	address  string // to open in a browser
	team     bool   // for people on other machines
}

// listen opens the addresses that the loop serves at: addr, unless that is [NoAddr], and that of a team. What is open
// when another one fails is returned with the error.
func (l *loop) listen(addr string) (fronts []front, err error) {
	session := project.NewSession(l.o.Dir, l.b, l.src)
	add := func(listener net.Listener, address string, o localhost.Options) {
		o.Problems = l.b.Diagnostics
		server := localhost.New(o)
		editor.Add(server, session)
		preview.Add(server, served{l.b, l.pub})
		l.servers = append(l.servers, server)
		fronts = append(fronts, front{listener, server, address, o.Team != nil})
	}
	if addr != NoAddr {
		listener, warning, err := localhost.Listen(addr)
		if err != nil {
			return fronts, &project.Error{Kind: project.Failed, Msg: err.Error(), Err: err}
		}
		if warning != "" {
			l.o.Report.Line("%s", warning)
		}
		add(listener, localhost.LoopbackURL(listener), localhost.Options{})
	}
	if team := l.o.Team; team != nil {
		listener, err := team.Listen()
		if err != nil {
			return fronts, &project.Error{Kind: project.Failed, Msg: err.Error(), Err: err}
		}
		add(listener, team.URL(listener), localhost.Options{Team: team})
	}
	return fronts, nil
}
