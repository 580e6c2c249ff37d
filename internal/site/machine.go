package site

import (
	"net/netip"
	"net/url"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Machine is a service of machine translation that translators may ask from the editor. Its API is that of LibreTranslate.
type Machine struct {
	URL   string                // of POST /translate; "": there is none, and no text is ever sent
	Codes map[locale.Tag]string // what the service calls a language, where that is not its tag
}

// Code returns what the service calls a language.
func (m Machine) Code(t locale.Tag) string {
	if code := m.Codes[t]; code != "" {
		return code
	}
	return string(t)
}

// Host returns the name of the server that the texts are sent to.
func (m Machine) Host() string {
	u, err := url.Parse(m.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

// machineText takes a text of [machine_translation].
func (r *settingsReader) machineText(p settingPath, value string, pos diag.Pos) {
	if len(p) == 3 { // machine_translation.codes.<tag>
		t, ok := r.tag(p.last().Key, r.key(p.last()))
		if strings.TrimSpace(value) == "" {
			r.fail("settings-value", pos, "write what the service calls the language, or delete the line", "the text of %s is empty", p)
		} else if ok {
			if r.s.Machine.Codes == nil {
				r.s.Machine.Codes = map[locale.Tag]string{}
			}
			r.s.Machine.Codes[t] = value
		}
		return
	}
	to, ok := r.webAddress(p, value, pos)
	if !ok {
		return
	}
	u, err := url.Parse(to)
	switch {
	case err != nil || u.RawQuery != "" || u.Fragment != "":
		r.fail("settings-value", pos, `write the address of the server alone, as in "http://127.0.0.1:5000"; its key is in the environment variable VERNACULAR_TRANSLATION_KEY`,
			"%q cannot be the address %s", value, p)
		return
	case u.Scheme == "http" && !isNear(u.Hostname()):
		r.fail("settings-value", pos, "write https://; http:// is for a server on this machine or in this network",
			"%s would send the texts, and the key, in the clear through the internet", p)
		return
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	if !strings.HasSuffix(u.Path, "/translate") {
		u.Path += "/translate"
	}
	u.RawPath = ""
	r.s.Machine.URL = u.String()
}

// isNear reports whether a server is this machine or one of its network, as far as its name says that.
func isNear(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	return !strings.Contains(host, ".") || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
}
