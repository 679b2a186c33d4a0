import { type Script, sh } from '../../host-script/script.js'
import { measureFiles } from '../room.js'
import { type DataFiles, dataNames } from './files.js'

/** Removes the data of a server that has stopped, and what it could not save at its end. */
export const clearData = (data: DataFiles): Script =>
  sh`cd ${data.directory} && rm -rf ${dataNames(data)} ./temp-*.rdb`

/** Prints how much room that makes, for `readMeasured`. */
export const measureData = (data: DataFiles): Script => sh`cd ${data.directory} || exit
${measureFiles}
measure_files ${dataNames(data)}`
