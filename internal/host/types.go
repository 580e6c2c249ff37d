package host

import (
	"cmp"
	"path"
	"strings"
)

// contentTypes are the types of files by the endings of their names; the system's own table differs between machines.
var contentTypes = map[string]string{
	".html":  "text/html; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".xml":   "application/xml; charset=utf-8",
	".txt":   "text/plain; charset=utf-8",
	".md":    "text/markdown; charset=utf-8",
	".csv":   "text/csv; charset=utf-8",
	".vtt":   "text/vtt; charset=utf-8",
	".ics":   "text/calendar; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".ico":   "image/x-icon",
	".jpg":   "image/jpeg",
	".jpeg":  "image/jpeg",
	".png":   "image/png",
	".gif":   "image/gif",
	".webp":  "image/webp",
	".avif":  "image/avif",
	".mp3":   "audio/mpeg",
	".ogg":   "audio/ogg",
	".mp4":   "video/mp4",
	".webm":  "video/webm",
	".woff2": "font/woff2",
	".pdf":   "application/pdf",
	".epub":  "application/epub+zip",
	".zip":   "application/zip",
	".po":    "text/x-gettext-translation; charset=utf-8",
	".xlf":   "application/xliff+xml",
}

// ContentType returns the type of an output by its name, as a server is to send it.
func ContentType(name string) string {
	return cmp.Or(contentTypes[strings.ToLower(path.Ext(name))], "application/octet-stream")
}
