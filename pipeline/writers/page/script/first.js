// Before anything is laid out: where the script can do its work, the rows wait for it instead of being laid out twice.
if (window.DecompressionStream) document.documentElement.classList.add("live");
